/** Matrix product with a weight that has no bias. */
import type * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './kernels.js';
import { matMul } from './raw-kernels.js';

const plain = withGradient(([x, w], save) => {
  save([x!, w!]);
  return {
    value: matMul(x!, w!),
    gradFunc: (dy, [x_, w_]) => [matMul(dy, w_!, false, true), matMul(x_!, dy, true, false)],
  };
});

const transposed = withGradient(([x, w], save) => {
  save([x!, w!]);
  return {
    value: matMul(x!, w!, false, true),
    gradFunc: (dy, [x_, w_]) => [matMul(dy, w_!), matMul(dy, x_!, true, false)],
  };
});

/** x (N, in) . w (in, out) -> (N, out). */
export function linear(x: tf.Tensor2D, w: tf.Tensor): tf.Tensor2D {
  return plain(x, w) as tf.Tensor2D;
}

/** x (N, in) . w' with w (out, in) -> (N, out), as of an embedding table that is the head as well. */
export function linearTransposed(x: tf.Tensor2D, w: tf.Tensor): tf.Tensor2D {
  return transposed(x, w) as tf.Tensor2D;
}
