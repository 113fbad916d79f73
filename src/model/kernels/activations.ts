/** Activations of pretrained Transformers, with hand-written gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './kernels.js';

const swigluKernel = withGradient(([gate, up], save) => {
  const share = tf.sigmoid(gate!);
  const silu = tf.mul(gate!, share);
  save([up!, share, silu]);
  return {
    value: tf.mul(silu, up!),
    gradFunc: (dy, [u, s, y]) => {
      // d silu(g) / dg = s + g s (1 - s) = s + y - y s
      const slope = tf.add(s!, tf.mul(y!, tf.sub(1, s!)));
      return [tf.mul(tf.mul(dy, u!), slope), tf.mul(dy, y!)];
    },
  };
});

/**
 * silu(gate) up for equal shapes, with silu(g) = g / (1 + exp(-g)): the gate of SwiGLU (Shazeer, arXiv 2002.05202,
 * equation 6).
 */
export function swiglu<T extends tf.Tensor>(gate: T, up: T): T {
  return swigluKernel(gate, up) as T;
}

/** sqrt(2 / pi) and the cubic factor of GELU's tanh form. */
const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

const geluKernel = withGradient(([x], save) => {
  const inner = tf.mul(tf.mul(x!, tf.add(tf.mul(tf.square(x!), CUBIC), 1)), SLOPE);
  const bent = tf.tanh(inner);
  save([x!, bent]);
  return {
    value: tf.mul(tf.mul(x!, 0.5), tf.add(bent, 1)),
    gradFunc: (dy, [x_, t]) => {
      const innerSlope = tf.mul(tf.add(tf.mul(tf.square(x_!), 3 * CUBIC), 1), SLOPE);
      const bend = tf.mul(tf.mul(x_!, innerSlope), tf.sub(1, tf.square(t!)));
      return tf.mul(dy, tf.mul(tf.add(tf.add(t!, 1), bend), 0.5));
    },
  };
});

/**
 * GELU in its tanh form, x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) (Hendrycks & Gimpel, arXiv 1606.08415,
 * section 2), as GPT-2 has it.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  return geluKernel(x) as T;
}
