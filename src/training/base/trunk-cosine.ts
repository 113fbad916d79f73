import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape } from '../../model/forward/index.js';

/**
 * Cosine of two tasks' gradients (in the order of `shapes`) over all weights of the trunk; 0 where one of them is 0.
 */
export async function trunkCosine(
  shapes: readonly ParameterShape[],
  a: readonly tf.Tensor[],
  b: readonly tf.Tensor[],
): Promise<number> {
  const cosine = tf.tidy(() => {
    const flat = (gradients: readonly tf.Tensor[]): tf.Tensor =>
      tf.concat(gradients.filter((_, i) => shapes[i]!.name.startsWith('trunk.')).map((g) => tf.reshape(g, [-1])));
    const x = flat(a);
    const y = flat(b);
    return tf.div(tf.sum(tf.mul(x, y)), tf.add(tf.mul(tf.norm(x), tf.norm(y)), 1e-20));
  });
  const [value] = await cosine.data();
  cosine.dispose();
  return value!;
}
