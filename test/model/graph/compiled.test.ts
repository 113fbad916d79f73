import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Compiled, type CompiledInput } from '../../../src/model/graph/index.js';
import { startBackend } from '../../../src/model/kernels/backend.js';

beforeAll(async () => {
  const { name } = await startBackend();
  expect(name).toBe('tensorflow');
});

const numbers = (tensors: readonly tf.Tensor[]): number[][] => tensors.map((tensor) => Array.from(tensor.dataSync()));
const inputs = (...tensors: tf.Tensor[]): CompiledInput[] => tensors.map((tensor) => ({ tensor }));

describe('a compiled function', () => {
  it('computes what it computes operation by operation, gradients too', () => {
    const f = ([x, w]: readonly tf.Tensor[]): tf.Tensor[] => {
      const { value, grads } = tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) => {
        const hidden = tf.softmax(tf.transpose(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)));
        const parts = [...tf.split(hidden, [1, 2], 0), ...tf.unstack(tf.reshape(hidden, [4, 3]))];
        const padded = tf.concat1d(parts.map((part) => tf.reshape(tf.pad(tf.reshape(part, [-1]), [[1, 0]]), [-1])));
        return tf.mean(tf.mul(tf.exp(padded), tf.sqrt(tf.add(tf.abs(padded), 1)))) as tf.Scalar;
      })([x!, w!]);
      return [value, ...grads];
    };
    const group = inputs(
      tf.tensor2d([1, -2, 3, 0.5, 0.25, -1, 2, 2], [4, 2]),
      tf.tensor2d([0.1, 0.2, 0.3, -0.4, 0.5, -0.6], [2, 3]),
    );
    const compiled = new Compiled((tensors) => f(tensors!));
    const [ours, theirs] = [numbers(compiled.run(group)), numbers(tf.tidy(() => f(group.map(({ tensor }) => tensor))))];
    expect(ours.map((list) => list.length)).toEqual([1, 8, 6]);
    ours.flat().forEach((value, i) => expect(value).toBeCloseTo(theirs.flat()[i]!, 6));
    compiled.close();
  });

  it('takes any number of rows in one graph, and other sizes in another', () => {
    let recorded = 0;
    const compiled = new Compiled(([x]) => {
      recorded++;
      return [tf.reshape(tf.mul(x!, 2), [-1]), tf.sum(x!, 0)];
    });
    const rowsOf = (rows: number, width: number): number[][] =>
      numbers(compiled.run([{ tensor: tf.ones([rows, width]), rows: true }]));
    expect(rowsOf(3, 2)).toEqual([new Array(6).fill(2), [3, 3]]);
    expect(rowsOf(5, 2)).toEqual([new Array(10).fill(2), [5, 5]]);
    expect(rowsOf(1, 4)).toEqual([new Array(4).fill(2), [1, 1, 1, 1]]);
    expect(recorded).toBe(2 * 2); // each graph is recorded with two numbers of rows, to see what depends on it
    compiled.close();
  });

  it.each([
    ['a mean over rows', (x: tf.Tensor) => tf.div(tf.sum(x), x.size)],
    ['a tensor as long as the rows', (x: tf.Tensor) => tf.add(x, tf.ones([x.shape[0]!, 1]))],
    ['a mean whose constant is rounded', (x: tf.Tensor) => tf.mul(tf.sum(x), 1 / (x.size * 50))],
    ['a root', (x: tf.Tensor) => tf.mul(x, 1 / Math.sqrt(x.shape[0]!))],
    ['one row less', (x: tf.Tensor) => tf.div(tf.sum(x), x.shape[0]! - 1)],
    ['a slice by rows', (x: tf.Tensor) => tf.slice(x, [0, 0], [x.shape[0]!, 1])],
  ])('refuses %s, which would hold for one number of rows only', (_, f) => {
    const compiled = new Compiled(([x]) => [f(x!)]);
    expect(() => compiled.run([{ tensor: tf.ones([3, 2]), rows: true }])).toThrow('number of rows');
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it('refuses a tensor that is not among its inputs, and leaves that one as it was', () => {
    const outside = tf.tensor1d([1, 2]);
    for (const f of [(x: tf.Tensor) => tf.add(x, outside), (x: tf.Tensor) => tf.add(x, tf.clone(outside))]) {
      const compiled = new Compiled(([x]) => [f(x!)]);
      expect(() => compiled.run(inputs(tf.tensor1d([1, 1])))).toThrow('not one of its inputs');
      expect(Array.from(outside.dataSync())).toEqual([1, 2]);
      expect(tf.getBackend()).toBe('tensorflow');
    }
  });

  it('gives an input back as it came', () => {
    const compiled = new Compiled(([x]) => [x!, tf.square(x!)]);
    expect(numbers(compiled.run(inputs(tf.tensor1d([1, 3]))))).toEqual([
      [1, 3],
      [1, 9],
    ]);
    compiled.close();
  });

  it('refuses to read a number while it is recorded', () => {
    const compiled = new Compiled(([x]) => [tf.mul(x!, x!.dataSync()[0]!)]);
    expect(() => compiled.run(inputs(tf.tensor1d([1, 1])))).toThrow('not known while');
  });

  it('leaves no tensor behind but its outputs', () => {
    const compiled = new Compiled(([x]) => [tf.square(x!), tf.softmax(x!)]);
    const group = inputs(tf.tensor1d([1, 2, 3]));
    tf.dispose(compiled.run(group));
    const before = tf.memory().numTensors;
    const outputs = compiled.run(group);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose(outputs);
    expect(tf.memory().numTensors).toBe(before);
    compiled.close();
  });

  it('keeps constants of every type, long ones of equal numbers too', () => {
    const compiled = new Compiled(([x]) => [
      tf.add(x!, tf.fill([100], 7)),
      tf.where(tf.greater(x!, tf.scalar(0)), x!, tf.zerosLike(x!)),
      tf.gather(tf.tensor1d([5, 6, 7], 'int32'), tf.tensor1d([2, 0], 'int32')),
    ]);
    const x = tf.tensor1d(Array.from({ length: 100 }, (_, i) => i - 50));
    const [sum, positive, chosen] = numbers(compiled.run(inputs(x))) as [number[], number[], number[]];
    expect(sum[99]).toBe(56);
    expect([positive[0], positive[99]]).toEqual([0, 49]);
    expect(chosen).toEqual([7, 5]);
    compiled.close();
  });
});
