import * as tf from '@tensorflow/tfjs-core';
import { type Random, randomFromHash, sha256Hex } from '../../spec/keys/index.js';

/** Rounds of the iteration; directions of nearly equal variance may still be mixed, which changes their span little. */
const ROUNDS = 60;

/**
 * Directions (C, K), row-major and orthonormal, in which centred rows (N, C) vary most, by orthogonal iteration on
 * their covariance (Golub & Van Loan, Matrix Computations, 8.2.4). Throws RangeError for more directions than columns.
 */
export async function principalDirections(rows: tf.Tensor2D, count: number): Promise<Float32Array> {
  const width = rows.shape[1];
  if (count > width) throw new RangeError(`rows of ${width} numbers have no ${count} directions`);
  const covariance = tf.tidy(() => {
    const centred = tf.sub(rows, tf.mean(rows, 0, true));
    return tf.div(tf.matMul(centred, centred, true, false), rows.shape[0]) as tf.Tensor2D;
  });
  let directions = orthonormal(randomColumns(width, count, randomFromHash(sha256Hex('directions'))), width, count);
  for (let round = 0; round < ROUNDS; round++) {
    const product = tf.tidy(() => tf.matMul(covariance, tf.tensor2d(directions, [width, count])));
    directions = orthonormal(Float64Array.from(await product.data()), width, count);
    product.dispose();
  }
  covariance.dispose();
  return directions;
}

const randomColumns = (width: number, count: number, random: Random): Float64Array =>
  Float64Array.from({ length: width * count }, () => random.next() - 0.5);

/** Orthonormal columns with the same spans, by modified Gram-Schmidt, twice for accuracy. (C, K) row-major. */
function orthonormal(columns: Float64Array, width: number, count: number): Float32Array {
  const vectors = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: width }, (__, i) => columns[i * count + k]!),
  );
  for (let k = 0; k < count; k++) {
    const own = vectors[k]!;
    for (let pass = 0; pass < 2; pass++) for (let j = 0; j < k; j++) subtractProjection(own, vectors[j]!);
    const length = Math.sqrt(own.reduce((sum, x) => sum + x * x, 0));
    if (!(length > 0)) throw new RangeError(`the rows do not vary in ${count} directions`);
    for (let i = 0; i < width; i++) own[i]! /= length;
  }
  const out = new Float32Array(width * count);
  vectors.forEach((vector, k) => vector.forEach((value, i) => (out[i * count + k] = value)));
  return out;
}

function subtractProjection(own: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < own.length; i++) product += own[i]! * unit[i]!;
  for (let i = 0; i < own.length; i++) own[i]! -= product * unit[i]!;
}
