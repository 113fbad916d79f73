import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { isHiddenMatrix, orthogonalSteps } from '../../../src/training/optimiser/muon.js';

beforeAll(async () => void (await startBackend()));

const shapeOf = (shape: number[], name = 'trunk.block0.up.weight') => ({ name, shape, init: 'zero' as const });

it.each([
  [[6, 6], 6, 6],
  [[12, 5], 12, 5],
  [[5, 12], 5, 12],
  [[3, 3, 4, 5], 36, 5],
])('makes a %j matrix nearly orthogonal, in the scale of a step of Adam', (shape, rows, columns) => {
  const momentum = tf.randomNormal([rows * columns], 0, 3, 'float32', 7);
  const [step] = tf.tidy(() => orthogonalSteps([momentum], [shapeOf(shape)]));
  const orthogonal = tf.div(
    tf.reshape(step!, [rows, columns]),
    0.2 * Math.sqrt(Math.max(rows, columns)),
  ) as tf.Tensor2D;
  const short =
    rows > columns ? tf.matMul(orthogonal, orthogonal, true, false) : tf.matMul(orthogonal, orthogonal, false, true);
  const gram = short.arraySync() as number[][];
  // The quintic leaves singular values in about .7 to 1.2: their squares are the eigenvalues of this matrix, whose
  // rows' sums of absolute values bound them from above, and whose trace is their sum.
  const trace = gram.reduce((sum, row, i) => sum + row[i]!, 0) / gram.length;
  expect(trace).toBeGreaterThan(0.6);
  expect(trace).toBeLessThan(1.35);
  // It is the same matrix's polar factor that is approached: the step goes along the momentum.
  expect(tf.sum(tf.mul(orthogonal, tf.reshape(momentum, [rows, columns]))).dataSync()[0]).toBeGreaterThan(0);
});

it('leaves the direction of a diagonal matrix and evens its sizes', () => {
  const [step] = orthogonalSteps([tf.tensor1d([9, 0, 0, 0, -1, 0, 0, 0, 0.5])], [shapeOf([3, 3])]);
  const values = Array.from(step!.dataSync(), (x) => x / (0.2 * Math.sqrt(3)));
  [0, 4, 8].forEach((at) => expect(Math.abs(values[at]!)).toBeGreaterThan(0.6));
  [1, 2, 3, 5, 6, 7].forEach((at) => expect(Math.abs(values[at]!)).toBeLessThan(1e-4));
  expect([values[0]! > 0, values[4]! < 0, values[8]! > 0]).toEqual([true, true, true]);
});

it('gives each matrix its own step when several of one shape go through together', () => {
  const momenta = [1, 2].map((seed) => tf.randomNormal([12], 0, 1, 'float32', seed));
  const together = orthogonalSteps(momenta, [shapeOf([3, 4]), shapeOf([3, 4])]);
  momenta.forEach((momentum, i) => {
    const [alone] = orthogonalSteps([momentum], [shapeOf([3, 4])]);
    expect(tf.max(tf.abs(tf.sub(alone!, together[i]!))).dataSync()[0]).toBeLessThan(1e-5);
  });
});

it('moves hidden weights only', () => {
  const hidden = [
    ['chess.stem.weight', [3, 3, 18, 8]],
    ['trunk.block0.up.weight', [4, 4]],
    ['policy.query.weight', [4, 4]],
  ] as const;
  const other = [
    ['chat.embedding', [9, 4]],
    ['chat.position', [9, 4]],
    ['policy.squares', [64, 64]],
    ['trunk.block0.up.bias', [4]],
    ['value.outcome.weight', [4, 3]],
  ] as const;
  for (const [name, shape] of hidden) expect(isHiddenMatrix(shapeOf([...shape], name)), name).toBe(true);
  for (const [name, shape] of other) expect(isHiddenMatrix(shapeOf([...shape], name)), name).toBe(false);
});
