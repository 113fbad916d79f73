import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gelu, swiglu } from '../../../src/model/kernels/activations.js';
import { attention } from '../../../src/model/kernels/attention.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { conv3x3, inputConv3x3 } from '../../../src/model/kernels/convolution.js';
import { addRelu, crossEntropy, dense, embed, inputDense, rmsNorm } from '../../../src/model/kernels/kernels.js';
import { linear, linearTransposed } from '../../../src/model/kernels/linear.js';
import { gainedRmsNorm, layerNorm } from '../../../src/model/kernels/norms.js';
import { rotate } from '../../../src/model/kernels/rotate.js';

beforeAll(async () => void (await startBackend()));

const random = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Of three tokens and two pairs, as values: a tensor would belong to one backend. */
const angles = () => tf.tensor3d([0, 0, 1, 0.1, 2, 0.2], [3, 1, 2]);

/** Every kernel as a function of its differentiable inputs, with the shapes to try it on. */
const kernels: Record<string, { shapes: number[][]; run: (...xs: tf.Tensor[]) => tf.Tensor }> = {
  dense: { shapes: [[5, 4], [4, 3], [3]], run: (x, w, b) => dense(x!, w!, b!) },
  'dense with ReLU': { shapes: [[5, 4], [4, 3], [3]], run: (x, w, b) => dense(x!, w!, b!, true) },
  conv3x3: { shapes: [[2, 8, 8, 3], [3, 3, 3, 4], [4]], run: (x, w, b) => conv3x3(x!, w!, b!) },
  'conv3x3 with ReLU': { shapes: [[2, 8, 8, 3], [3, 3, 3, 4], [4]], run: (x, w, b) => conv3x3(x!, w!, b!, true) },
  addRelu: {
    shapes: [
      [4, 5],
      [4, 5],
    ],
    run: (a, b) => addRelu(a!, b!),
  },
  rmsNorm: { shapes: [[6, 5]], run: (x) => rmsNorm(x!) },
  gainedRmsNorm: { shapes: [[6, 5], [5]], run: (x, gain) => gainedRmsNorm(x as tf.Tensor2D, gain!, 0.01) },
  layerNorm: {
    shapes: [[6, 5], [5], [5]],
    run: (x, gain, bias) => layerNorm(x as tf.Tensor2D, gain!, bias!, 0.01),
  },
  swiglu: {
    shapes: [
      [4, 5],
      [4, 5],
    ],
    run: (gate, up) => swiglu(gate!, up!),
  },
  gelu: { shapes: [[4, 5]], run: (x) => gelu(x!) },
  linear: {
    shapes: [
      [5, 4],
      [4, 3],
    ],
    run: (x, w) => linear(x as tf.Tensor2D, w!),
  },
  linearTransposed: {
    shapes: [
      [5, 4],
      [3, 4],
    ],
    run: (x, w) => linearTransposed(x as tf.Tensor2D, w!),
  },
  rotate: { shapes: [[2, 3, 2, 4]], run: (x) => rotate(x!, tf.cos(angles()), tf.sin(angles())) },
  'dense of the input': {
    shapes: [[4, 3], [3]],
    run: (w, b) => inputDense(quarters([5, 4], 8) as tf.Tensor2D, w!, b!),
  },
  'conv3x3 of the input': {
    shapes: [[3, 3, 3, 4], [4]],
    run: (w, b) => inputConv3x3(quarters([2, 8, 8, 3], 8) as tf.Tensor4D, w!, b!),
  },
  attention: {
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 2, 3, 4],
    ],
    run: (q, k, v) =>
      attention(
        q as tf.Tensor4D,
        k as tf.Tensor4D,
        v as tf.Tensor4D,
        tf.tensor2d([
          [0, -1e9, -1e9],
          [0, 0, -1e9],
          [0, 0, 0],
        ]),
      ),
  },
  embed: { shapes: [[7, 3]], run: (table) => embed(table!, tf.tensor1d([1, 1, 6, 0], 'int32')) },
  crossEntropy: {
    shapes: [[4, 6]],
    run: (logits) => crossEntropy(logits!, tf.tensor1d([0, 5, 2, 2], 'int32'), tf.tensor1d([1, 1, 0, 0.5])),
  },
};

/** Fixed numbers in steps of a quarter. */
const quarters = (shape: number[], seed: number): tf.Tensor => tf.div(tf.round(tf.mul(random(shape, seed), 4)), 4);

/** A fixed random projection to a scalar, so that every output counts. */
function scalarOf(run: (...xs: tf.Tensor[]) => tf.Tensor): (...xs: tf.Tensor[]) => tf.Scalar {
  return (...xs) => {
    const y = run(...xs);
    return tf.sum(tf.mul(y, random(y.shape, 99))) as tf.Scalar;
  };
}

describe.each(Object.entries(kernels))('%s', (_, { shapes, run }) => {
  // Quarters, and the last input a little off them: then no sum lies within a step of ReLU's kink.
  const inputs = (): tf.Tensor[] =>
    shapes.map((shape, i) => tf.add(quarters(shape, i + 1), i === shapes.length - 1 ? 0.03 : 0));

  it('has the gradient of finite differences', () => {
    const f = scalarOf(run);
    const xs = inputs();
    const gradients = tf.grads(f as never)(xs) as tf.Tensor[];
    xs.forEach((x, which) => {
      const exact = gradients[which]!.dataSync();
      const data = x.dataSync().slice();
      const stride = Math.max(1, Math.floor(data.length / 12));
      for (let i = 0; i < data.length; i += stride) {
        const at = (delta: number): number => {
          const moved = data.slice();
          moved[i] = moved[i]! + delta;
          return f(...xs.map((other, j) => (j === which ? tf.tensor(moved, other.shape) : other))).dataSync()[0]!;
        };
        const numeric = (at(1e-3) - at(-1e-3)) / 2e-3;
        expect(Math.abs(exact[i]! - numeric)).toBeLessThan(0.03 + 0.01 * Math.abs(numeric)); // float32 differences
      }
    });
  });

  it('agrees on native TensorFlow and WASM within 1e-3', async () => {
    const native = await evaluate(run, inputs);
    await import('@tensorflow/tfjs-backend-wasm');
    const before = tf.getBackend();
    expect(await tf.setBackend('wasm')).toBe(true);
    try {
      const wasm = await evaluate(run, () => native.inputs.map(({ data, shape }) => tf.tensor(data, shape)));
      native.outputs.forEach((output, i) => {
        output.forEach((value, j) => expect(Math.abs(value - wasm.outputs[i]![j]!)).toBeLessThan(1e-3));
      });
    } finally {
      await tf.setBackend(before);
    }
  });
});

async function evaluate(run: (...xs: tf.Tensor[]) => tf.Tensor, make: () => tf.Tensor[]) {
  const xs = make();
  const weights = (y: tf.Tensor): tf.Tensor => tf.reshape(tf.sin(tf.range(0, y.size)), y.shape);
  const f = (...inputs: tf.Tensor[]): tf.Scalar => {
    const y = run(...inputs);
    return tf.sum(tf.mul(y, weights(y))) as tf.Scalar;
  };
  const gradients = tf.grads(f as never)(xs) as tf.Tensor[];
  const outputs = [run(...xs), ...gradients].map((tensor) => Array.from(tensor.dataSync()));
  return { outputs, inputs: xs.map((x) => ({ data: Array.from(x.dataSync()), shape: x.shape })) };
}
