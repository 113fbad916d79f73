/**
 * Normalisations of pretrained Transformers, with hand-written gradients. With n the normalised row, r its scale and
 * dn = dy gain, the gradient of the RMS norm is dx = r (dn - n mean(dn n)); that of the layer norm subtracts mean(dn)
 * as well.
 */
import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './kernels.js';
import { biasGradient } from './raw-kernels.js';

/** 1 / sqrt(mean(x²) + epsilon) over the last axis, which stays with size 1. */
const scaleOf = (x: tf.Tensor, epsilon: number): tf.Tensor =>
  tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));

/** The part of dn that changes the length of the row. */
const along = (dn: tf.Tensor, n: tf.Tensor): tf.Tensor => tf.mul(n, tf.mean(tf.mul(dn, n), -1, true));

/**
 * RMS normalisation with a gain, x (N, C) / sqrt(mean(x²) + epsilon) . gain (C), over the last axis (Zhang & Sennrich,
 * arXiv 1910.07467, equation 4).
 */
export function gainedRmsNorm(x: tf.Tensor2D, gain: tf.Tensor, epsilon: number): tf.Tensor2D {
  const kernel = withGradient(([x_, gain_], save) => {
    const scale = scaleOf(x_!, epsilon);
    const normed = tf.mul(x_!, scale);
    save([normed, scale, gain_!]);
    return {
      value: tf.mul(normed, gain_!),
      gradFunc: (dy, [n, r, g]) => {
        const dn = tf.mul(dy, g!);
        return [tf.mul(r!, tf.sub(dn, along(dn, n!))), biasGradient(tf.mul(dy, n!))];
      },
    };
  });
  return kernel(x, gain) as tf.Tensor2D;
}

/**
 * Layer normalisation over the last axis: x (N, C) less its mean, divided by its standard deviation (epsilon is added
 * to the variance), times gain (C), plus bias (C) (Ba et al., arXiv 1607.06450, equation 4).
 */
export function layerNorm(x: tf.Tensor2D, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor2D {
  const kernel = withGradient(([x_, gain_, bias_], save) => {
    const centred = tf.sub(x_!, tf.mean(x_!, -1, true));
    const scale = scaleOf(centred, epsilon);
    const normed = tf.mul(centred, scale);
    save([normed, scale, gain_!]);
    return {
      value: tf.add(tf.mul(normed, gain_!), bias_!),
      gradFunc: (dy, [n, r, g]) => {
        const dn = tf.mul(dy, g!);
        const dx = tf.mul(r!, tf.sub(tf.sub(dn, tf.mean(dn, -1, true)), along(dn, n!)));
        return [dx, biasGradient(tf.mul(dy, n!)), biasGradient(dy)];
      },
    };
  });
  return kernel(x, gain, bias) as tf.Tensor2D;
}
