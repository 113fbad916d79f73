import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { gru } from '../../../src/model/kernels/gru.js';
import { dense } from '../../../src/model/kernels/kernels.js';

type Name = 'x' | 'inputWeight' | 'inputBias' | 'hiddenWeight' | 'hiddenBias' | 'start';
const NAMES: readonly Name[] = ['x', 'inputWeight', 'inputBias', 'hiddenWeight', 'hiddenBias', 'start'];

/** What torch.nn.GRU computes in float64, by make-gru-vectors.py. */
const torch = JSON.parse(readFileSync(new URL('../gru-vectors.json', import.meta.url), 'utf8')) as Record<
  Name | 'outer' | 'states',
  number[]
> & {
  shape: { steps: number; batch: number; width: number; inputs: number };
  gradients: Record<Name, number[]>;
};
const { steps, batch, width, inputs } = torch.shape;
const SHAPES: Record<Name, number[]> = {
  x: [steps * batch, inputs],
  inputWeight: [inputs, 3 * width],
  inputBias: [3 * width],
  hiddenWeight: [width, 3 * width],
  hiddenBias: [width],
  start: [batch, width],
};

function states([x, wx, bx, wh, bh, start]: tf.Tensor[]): tf.Tensor {
  return gru(tf.reshape(dense(x!, wx!, bx!), [steps, batch, 3 * width]), wh!, bh!, start!);
}

const given = (): tf.Tensor[] => NAMES.map((name) => tf.tensor(torch[name], SHAPES[name]));
const outer = (): tf.Tensor => tf.tensor(torch.outer, [steps, batch, width]);

/** States and the gradients of their product with `outer`, on the backend that is set. */
function everything(): number[][] {
  return tf.tidy(() => {
    const value = states(given());
    const gradients = tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(states(args), outer())))(given());
    return [value, ...gradients].map((tensor) => Array.from(tensor.dataSync()));
  });
}

const farthest = (a: readonly number[], b: readonly number[]): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
};

beforeAll(async () => void (await startBackend()));

describe('gated recurrent units', () => {
  it('have the states and gradients of torch.nn.GRU', () => {
    const [value, ...gradients] = everything();
    expect(farthest(value!, torch.states)).toBeLessThan(1e-5);
    NAMES.forEach((name, i) => expect(farthest(gradients[i]!, torch.gradients[name]), name).toBeLessThan(1e-5));
  });

  it('agree on native TensorFlow and WASM', async () => {
    expect(tf.getBackend()).toBe('tensorflow');
    const native = everything();
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    try {
      everything().forEach((values, i) => expect(farthest(values, native[i]!)).toBeLessThan(1e-5));
    } finally {
      await tf.setBackend('tensorflow');
    }
  });

  it('have the gradients that finite differences give', () => {
    const [, ...gradients] = everything();
    const loss = (values: Record<Name, number[]>): number =>
      tf.tidy(
        () =>
          tf.sum(tf.mul(states(NAMES.map((name) => tf.tensor(values[name], SHAPES[name]))), outer())).dataSync()[0]!,
      );
    const step = 1e-2;
    NAMES.forEach((name, i) => {
      for (let at = 0; at < torch[name].length; at += 5) {
        const moved = (by: number): number =>
          loss({ ...torch, [name]: torch[name].map((value, j) => (j === at ? value + by : value)) });
        expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - gradients[i]![at]!), `${name} ${at}`).toBeLessThan(
          2e-3,
        );
      }
    });
  });

  it('hold no tensor back', () => {
    everything();
    const before = tf.memory().numTensors;
    everything();
    expect(tf.memory().numTensors).toBe(before);
  });
});
