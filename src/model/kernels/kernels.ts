/**
 * Operations with hand-written gradients. tfjs composes some gradients from many small kernels (that of ReLU through
 * `step` takes ten times as long as the matrix product before it: 2 cores, 2026-11-21), so the hot ones are written
 * here: with raw TensorFlow kernels where the native library runs, as plain compositions elsewhere. A test compares
 * both.
 */
import * as tf from '@tensorflow/tfjs-core';
import { isNative, nativeBackend } from './backend.js';
import { biasAndRelu, biasGradient, gatherRows, matMul, reluGradient, typeAttribute } from './raw-kernels.js';

type Gradients = { value: tf.Tensor; gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[] };
type Save = (tensors: tf.Tensor[]) => void;

/**
 * `tf.customGrad` with usable types: its own allow neither `save` beside several inputs nor lists of gradients.
 */
export function withGradient(f: (inputs: tf.Tensor[], save: Save) => Gradients): (...inputs: tf.Tensor[]) => tf.Tensor {
  const wrapped = tf.customGrad((...args: unknown[]) => {
    const save = args.pop() as Save;
    return f(args as tf.Tensor[], save) as never;
  });
  return wrapped as unknown as (...inputs: tf.Tensor[]) => tf.Tensor;
}

const denseLinear = withGradient(([x, w, b], save) => {
  save([x!, w!]);
  return { value: biasAndRelu(matMul(x!, w!), b!, false), gradFunc: (dy, [x_, w_]) => denseGradient(dy, x_!, w_!) };
});

const denseRelu = withGradient(([x, w, b], save) => {
  const value = biasAndRelu(matMul(x!, w!), b!, true);
  save([x!, w!, value]);
  return { value, gradFunc: (dy, [x_, w_, y]) => denseGradient(reluGradient(dy, y!), x_!, w_!) };
});

const denseGradient = (dy: tf.Tensor, x: tf.Tensor, w: tf.Tensor): tf.Tensor[] => [
  matMul(dy, w, false, true),
  matMul(x, dy, true, false),
  biasGradient(dy),
];

/**
 * Dense layer with ReLU on the network's input, as `dense`. The gradient with respect to x, a whole matrix product, is
 * not computed, because nothing is learnt about the input.
 */
export function inputDense(x: tf.Tensor2D, w: tf.Tensor, b: tf.Tensor): tf.Tensor2D {
  const kernel = withGradient(([w_, b_], save) => {
    const value = biasAndRelu(matMul(x, w_!), b_!, true);
    save([x, value]);
    return {
      value,
      gradFunc: (dy, [x_, y]) => {
        const gradient = reluGradient(dy, y!);
        return [matMul(x_!, gradient, true, false), biasGradient(gradient)];
      },
    };
  });
  return kernel(w, b) as tf.Tensor2D;
}

/** Dense layer: x (N, in) . w (in, out) + b (out), optionally with ReLU. */
export function dense(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, relu = false): tf.Tensor2D {
  return (relu ? denseRelu : denseLinear)(x, w, b) as tf.Tensor2D;
}

const addReluKernel = withGradient(([a, b], save) => {
  const value = tf.relu(tf.add(a!, b!));
  save([value]);
  return {
    value,
    gradFunc: (dy, [y]) => {
      const gradient = reluGradient(dy, y!);
      return [gradient, tf.clone(gradient)];
    },
  };
});

/** relu(a + b) for equal shapes. */
export function addRelu<T extends tf.Tensor>(a: T, b: T): T {
  return addReluKernel(a, b) as T;
}

const EPSILON = 1e-6;

const rmsNormKernel = withGradient(([x], save) => {
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(x!), -1, true), EPSILON));
  const value = tf.mul(x!, scale);
  save([value, scale]);
  return {
    value,
    gradFunc: (dy, [y, r]) => tf.mul(r!, tf.sub(dy, tf.mul(y!, tf.mean(tf.mul(dy, y!), -1, true)))),
  };
});

/**
 * RMS normalisation x / rms(x) over the last axis (Zhang & Sennrich, arXiv 1910.07467), without a gain, since the next
 * layer can scale. Gradient: dx = r (dy - y mean(dy y)) with r = 1 / rms.
 */
export function rmsNorm<T extends tf.Tensor>(x: T): T {
  return rmsNormKernel(x) as T;
}

const gatherKernel = withGradient(([table, ids], save) => {
  save([ids!]);
  const [rows, width] = table!.shape as [number, number];
  return {
    value: gatherRows(table!, ids!),
    gradFunc: (dy, [ids_]) => {
      if (isNative()) return [tf.unsortedSegmentSum(dy, ids_ as tf.Tensor1D, rows), tf.zerosLike(ids_!)];
      const flat = tf.reshape(dy, [-1, width]);
      return [
        tf.matMul(tf.oneHot(ids_ as tf.Tensor1D, rows) as tf.Tensor2D, flat as tf.Tensor2D, true, false),
        tf.zerosLike(ids_!),
      ];
    },
  };
});

/** Gathers rows of a table (V, C) by ids (N) int32 -> (N, C). */
export function embed(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor2D {
  return gatherKernel(table, ids) as tf.Tensor2D;
}

/** Cross-entropy (N) in nats and its gradient (N, V) per row, for logits (N, V) and labels (N) int32. */
function crossEntropyWithGradient(logits: tf.Tensor, labels: tf.Tensor): { loss: tf.Tensor; gradient: tf.Tensor } {
  if (isNative()) {
    const [loss, gradient] = nativeBackend().executeMultipleOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      [typeAttribute(), typeAttribute('Tlabels', 'TF_INT32')],
      [logits, labels],
      2,
    );
    return { loss: loss!, gradient: gradient! };
  }
  const hot = tf.cast(tf.oneHot(labels as tf.Tensor1D, logits.shape[1]!), 'float32');
  const logProbabilities = tf.logSoftmax(logits as tf.Tensor2D);
  return { loss: tf.neg(tf.sum(tf.mul(hot, logProbabilities), 1)), gradient: tf.sub(tf.exp(logProbabilities), hot) };
}

const crossEntropyKernel = withGradient(([logits, labels, weights], save) => {
  const { loss, gradient } = crossEntropyWithGradient(logits!, labels!);
  const total = tf.sum(weights!);
  save([tf.mul(gradient, tf.expandDims(tf.div(weights!, total), 1)), labels!, weights!]);
  return {
    value: tf.div(tf.sum(tf.mul(loss, weights!)), total),
    gradFunc: (dy, [scaled, labels_, weights_]) => [
      tf.mul(scaled!, dy),
      tf.zerosLike(labels_!),
      tf.zerosLike(weights_!),
    ],
  };
});

/** Weighted mean cross-entropy in nats, for logits (N, V), labels (N) int32 and weights (N), not all of them 0. */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  return crossEntropyKernel(logits, labels, weights) as tf.Scalar;
}
