import * as tf from '@tensorflow/tfjs-core';

/** (T, T): 0 on and below the diagonal, a large negative number above it. */
export function causalMask(length: number): tf.Tensor2D {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}
