/**
 * Operations with hand-written gradients. tfjs composes some gradients from many small kernels (the one of ReLU
 * through `step` takes ten times as long as the matrix product before it: 2 cores, 2026-11-21), so the hot ones
 * are given here: raw TensorFlow kernels where the native library runs, plain compositions elsewhere.
 * A test holds both ways against each other.
 */
import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend, type NativeAttribute } from './backend.js';

type Gradients = { value: tf.Tensor; gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[] };
type Save = (tensors: tf.Tensor[]) => void;

/** `tf.customGrad`, whose types know neither `save` beside several inputs nor lists of gradients. */
export function withGradient(f: (inputs: tf.Tensor[], save: Save) => Gradients): (...inputs: tf.Tensor[]) => tf.Tensor {
  const wrapped = tf.customGrad((...args: unknown[]) => {
    const save = args.pop() as Save;
    return f(args as tf.Tensor[], save) as never;
  });
  return wrapped as unknown as (...inputs: tf.Tensor[]) => tf.Tensor;
}

const isNative = (): boolean => tf.getBackend() === 'tensorflow';

function floatType(): NativeAttribute {
  const { binding } = nativeBackend();
  return { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

/** dy where y > 0, else 0. */
function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (isNative()) return nativeBackend().executeSingleOutput('ReluGrad', [floatType()], [dy, y]);
  return tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32'));
}

const denseLinear = withGradient(([x, w, b], save) => {
  save([x!, w!]);
  const value = tf.fused.matMul({ a: x as tf.Tensor2D, b: w as tf.Tensor2D, bias: b! });
  return { value, gradFunc: (dy, [x_, w_]) => denseGradient(dy, x_!, w_!) };
});

const denseRelu = withGradient(([x, w, b], save) => {
  const value = tf.fused.matMul({ a: x as tf.Tensor2D, b: w as tf.Tensor2D, bias: b!, activation: 'relu' });
  save([x!, w!, value]);
  return { value, gradFunc: (dy, [x_, w_, y]) => denseGradient(reluGradient(dy, y!), x_!, w_!) };
});

function denseGradient(dy: tf.Tensor, x: tf.Tensor, w: tf.Tensor): tf.Tensor[] {
  return [
    tf.matMul(dy as tf.Tensor2D, w as tf.Tensor2D, false, true),
    tf.matMul(x as tf.Tensor2D, dy as tf.Tensor2D, true, false),
    tf.sum(dy, 0),
  ];
}

/** dense with ReLU on what the network is given: nothing is learnt about x, so its gradient, a whole product, is left out. */
export function denseOfInput(x: tf.Tensor2D, w: tf.Tensor, b: tf.Tensor): tf.Tensor2D {
  const kernel = withGradient(([w_, b_], save) => {
    const value = tf.fused.matMul({ a: x, b: w_ as tf.Tensor2D, bias: b_!, activation: 'relu' });
    save([x, value]);
    return {
      value,
      gradFunc: (dy, [x_, y]) => {
        const gradient = reluGradient(dy, y!) as tf.Tensor2D;
        return [tf.matMul(x_ as tf.Tensor2D, gradient, true, false), tf.sum(gradient, 0)];
      },
    };
  });
  return kernel(w, b) as tf.Tensor2D;
}

/** x (N, in) . w (in, out) + b (out), optionally with ReLU. */
export function dense(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, relu = false): tf.Tensor2D {
  return (relu ? denseRelu : denseLinear)(x, w, b) as tf.Tensor2D;
}

const convLinear = withGradient(([x, w, b], save) => {
  save([x!, w!]);
  const value = tf.fused.conv2d({ x: x as tf.Tensor4D, filter: w as tf.Tensor4D, strides: 1, pad: 'same', bias: b! });
  return { value, gradFunc: (dy, [x_, w_]) => convGradient(dy, x_!, w_!) };
});

const convRelu = withGradient(([x, w, b], save) => {
  const value = tf.fused.conv2d({ x: x as tf.Tensor4D, filter: w as tf.Tensor4D, strides: 1, pad: 'same', bias: b!, activation: 'relu' });
  save([x!, w!, value]);
  return { value, gradFunc: (dy, [x_, w_, y]) => convGradient(reluGradient(dy, y!), x_!, w_!) };
});

function convGradient(dy: tf.Tensor, x: tf.Tensor, w: tf.Tensor): tf.Tensor[] {
  return [
    tf.conv2dTranspose(dy as tf.Tensor4D, w as tf.Tensor4D, x.shape as [number, number, number, number], 1, 'same'),
    filterGradient(dy as tf.Tensor4D, x as tf.Tensor4D, w.shape as [number, number, number, number]),
    tf.sum(dy, [0, 1, 2]),
  ];
}

/** conv3x3 with ReLU on what the network is given, whose gradient is left out. */
export function conv3x3OfInput(x: tf.Tensor4D, w: tf.Tensor, b: tf.Tensor): tf.Tensor4D {
  const kernel = withGradient(([w_, b_], save) => {
    const value = tf.fused.conv2d({ x, filter: w_ as tf.Tensor4D, strides: 1, pad: 'same', bias: b_!, activation: 'relu' });
    save([x, value]);
    return {
      value,
      gradFunc: (dy, [x_, y]) => {
        const gradient = reluGradient(dy, y!) as tf.Tensor4D;
        return [filterGradient(gradient, x_ as tf.Tensor4D, w.shape as [number, number, number, number]), tf.sum(gradient, [0, 1, 2])];
      },
    };
  });
  return kernel(w, b) as tf.Tensor4D;
}

/** Gradient of a 3x3 same-padded convolution's filter; nine shifted matrix products where the kernel is missing (WASM). */
function filterGradient(dy: tf.Tensor4D, x: tf.Tensor4D, filterShape: [number, number, number, number]): tf.Tensor {
  if (isNative()) {
    return tf
      .engine()
      .runKernel('Conv2DBackpropFilter', { x, dy }, { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', filterShape }) as tf.Tensor;
  }
  const [batch, height, width, channels] = x.shape;
  const out = dy.shape[3];
  const padded = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
  const flatDy = tf.reshape(dy, [batch * height * width, out]);
  const taps: tf.Tensor2D[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const shifted = tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
      taps.push(tf.matMul(tf.reshape(shifted, [batch * height * width, channels]), flatDy, true, false) as tf.Tensor2D);
    }
  }
  return tf.reshape(tf.stack(taps), filterShape);
}

/** 3x3 convolution with padding: x (B, 8, 8, in), w (3, 3, in, out), b (out); optionally with ReLU. */
export function conv3x3(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, relu = false): tf.Tensor4D {
  return (relu ? convRelu : convLinear)(x, w, b) as tf.Tensor4D;
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

/** relu(a + b) of equal shapes. */
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
 * x / rms(x) over the last axis (Zhang & Sennrich, arXiv 1910.07467), without a gain: the layer after it has one.
 * dx = r (dy - y mean(dy y)), r = 1 / rms.
 */
export function rmsNorm<T extends tf.Tensor>(x: T): T {
  return rmsNormKernel(x) as T;
}

const gatherKernel = withGradient(([table, ids], save) => {
  save([ids!]);
  const [rows, width] = table!.shape as [number, number];
  return {
    value: tf.gather(table!, ids as tf.Tensor1D),
    gradFunc: (dy, [ids_]) => {
      if (isNative()) return [tf.unsortedSegmentSum(dy, ids_ as tf.Tensor1D, rows), tf.zerosLike(ids_!)];
      const flat = tf.reshape(dy, [-1, width]);
      return [tf.matMul(tf.oneHot(ids_ as tf.Tensor1D, rows) as tf.Tensor2D, flat as tf.Tensor2D, true, false), tf.zerosLike(ids_!)];
    },
  };
});

/** Rows of table (V, C) by ids (N) int32: (N, C). */
export function embed(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor2D {
  return gatherKernel(table, ids) as tf.Tensor2D;
}

/** Loss and gradient by row: logits (N, V), labels (N) int32. */
function crossEntropyWithGradient(logits: tf.Tensor, labels: tf.Tensor): { loss: tf.Tensor; gradient: tf.Tensor } {
  if (isNative()) {
    const { binding } = nativeBackend();
    const [loss, gradient] = nativeBackend().executeMultipleOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      [floatType(), { name: 'Tlabels', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 }],
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
    gradFunc: (dy, [scaled, labels_, weights_]) => [tf.mul(scaled!, dy), tf.zerosLike(labels_!), tf.zerosLike(weights_!)],
  };
});

/** Weighted mean cross-entropy in nats: logits (N, V), labels (N) int32, weights (N) of which not all are 0. */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  return crossEntropyKernel(logits, labels, weights) as tf.Scalar;
}
