/** Rotary position embedding with a hand-written gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './kernels.js';

/** Turns each pair (x[i], x[i + D / 2]) by its angle. */
function turned(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))], -1);
}

const rotateKernel = withGradient(([x, cos, sin], save) => {
  save([cos!, sin!]);
  return {
    value: turned(x!, cos!, sin!),
    // a rotation's transpose turns the other way
    gradFunc: (dy, [c, s]) => [turned(dy, c!, tf.neg(s!)), tf.zerosLike(c!), tf.zerosLike(s!)],
  };
});

/**
 * Rotary position embedding of x (..., T, heads, D) by cos and sin, (T, 1, D / 2) or (B, T, 1, D / 2) (Su et al., arXiv
 * 2104.09864, section 3.2.2). Component i is paired with i + D / 2, as in Hugging Face's Llama, not with its neighbour
 * as in the paper. The angles have no gradient.
 */
export function rotate<T extends tf.Tensor>(x: T, cos: tf.Tensor, sin: tf.Tensor): T {
  return rotateKernel(x, cos, sin) as T;
}
