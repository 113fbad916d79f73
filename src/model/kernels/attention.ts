/**
 * Attention with a hand-written gradient. It makes one pass over the scores fewer than tfjs' composition, since the sum
 * in the softmax's gradient is taken over the output instead (Dao et al., arXiv 2205.14135, appendix B):
 *
 *   P = softmax(q k' + mask), O = P v;  dS = P (dP - rowsum(dO O)), dP = dO v'.
 */
import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './kernels.js';

const attentionKernel = withGradient(([q, k, v, mask], save) => {
  const weights = tf.softmax(tf.add(tf.matMul(q as tf.Tensor4D, k as tf.Tensor4D, false, true), mask!)) as tf.Tensor4D;
  const value = tf.matMul(weights, v as tf.Tensor4D);
  save([q!, k!, v!, mask!, weights, value]);
  return {
    value,
    gradFunc: (dy, saved) => {
      const [q_, k_, v_, mask_, p, y] = saved as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor,
        tf.Tensor4D,
        tf.Tensor4D,
      ];
      const dWeights = tf.matMul(dy as tf.Tensor4D, v_, false, true);
      const dScores = tf.mul(p, tf.sub(dWeights, tf.sum(tf.mul(dy, y), -1, true))) as tf.Tensor4D;
      return [
        tf.matMul(dScores, k_),
        tf.matMul(dScores, q_, true, false),
        tf.matMul(p, dy as tf.Tensor4D, true, false),
        tf.zerosLike(mask_),
      ];
    },
  };
});

/**
 * Attention output (B, heads, T, D) for q (B, heads, T, D), k and v (B, heads, S, D). q must be scaled already; mask,
 * (T, S) or (B, 1, T, S), is added to the scores.
 */
export function attention(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, mask: tf.Tensor): tf.Tensor4D {
  return attentionKernel(q, k, v, mask) as tf.Tensor4D;
}
