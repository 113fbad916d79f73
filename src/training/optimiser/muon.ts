/**
 * Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers"): a matrix of weights moves along its momentum made
 * orthogonal, so that all its directions are learnt at one rate. The scale of Liu et al. (arXiv 2502.16982) gives the
 * step the size that Adam's has, so both share a learning rate and weight decay.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape } from '../../model/forward/index.js';

/** The quintic of the Newton-Schulz iteration: five rounds bring singular values from (0, 1] to about .7 to 1.2. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ROUNDS = 5;
/** Root mean square of an orthogonal step after scaling: that of a typical step of Adam. */
const STEP_SIZE = 0.2;

/**
 * Whether Muon moves this parameter: hidden weights, not tables (embeddings, positions, squares), biases or last
 * layers.
 */
export function isHiddenMatrix({ name, shape }: ParameterShape): boolean {
  return (
    shape.length >= 2 && name.endsWith('.weight') && !['value.outcome.weight', 'policy.promotion.weight'].includes(name)
  );
}

/** A matrix of (fan-in, out); convolution filters (3, 3, in, out) count as (9 in, out). */
const matrixRows = (shape: readonly number[]): number => shape.slice(0, -1).reduce((product, n) => product * n, 1);

/**
 * Orthogonal steps for momenta given flat, in the order of `shapes`; flat again. Matrices of one shape go through as
 * one batch: a step has few kernels. Runs inside a tidy.
 */
export function orthogonalSteps(momenta: readonly tf.Tensor[], shapes: readonly ParameterShape[]): tf.Tensor[] {
  const groups = new Map<string, number[]>();
  shapes.forEach(({ shape }, i) => {
    const key = `${matrixRows(shape)}x${shape.at(-1)}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const steps = new Array<tf.Tensor>(shapes.length);
  for (const members of groups.values()) {
    const { shape } = shapes[members[0]!]!;
    const [rows, columns] = [matrixRows(shape), shape.at(-1)!];
    const stacked = tf.reshape(tf.stack(members.map((i) => momenta[i]!)), [
      members.length,
      rows,
      columns,
    ]) as tf.Tensor3D;
    const wide = rows > columns ? tf.transpose(stacked, [0, 2, 1]) : stacked;
    const orthogonal = newtonSchulz(wide);
    const back = rows > columns ? tf.transpose(orthogonal, [0, 2, 1]) : orthogonal;
    const scaled = tf.reshape(tf.mul(back, STEP_SIZE * Math.sqrt(Math.max(rows, columns))), [members.length, -1]);
    tf.unstack(scaled).forEach((step, at) => (steps[members[at]!] = step));
  }
  return steps;
}

/** x (M, rows <= columns): each matrix with its singular values brought near 1. */
function newtonSchulz(x: tf.Tensor3D): tf.Tensor3D {
  const norm = tf.sqrt(tf.sum(tf.square(x), [1, 2], true));
  let y = tf.div(x, tf.add(norm, 1e-7)) as tf.Tensor3D;
  for (let round = 0; round < ROUNDS; round++) {
    const square = tf.matMul(y, y, false, true);
    const polynomial = tf.add(tf.mul(square, B), tf.mul(tf.matMul(square, square), C));
    y = tf.add(tf.mul(y, A), tf.matMul(polynomial as tf.Tensor3D, y)) as tf.Tensor3D;
  }
  return y;
}

/** Hidden matrices as one flat vector with its momentum. */
export class MuonVectors {
  /** Takes the tensors over: they must not be used any more. */
  constructor(
    private values: tf.Tensor1D,
    private mean: tf.Tensor1D,
    private readonly shapes: readonly ParameterShape[],
    private readonly rates: { readonly beta1: number; readonly weightDecay: number },
  ) {}

  /** Zeros for the variance, which Muon has none of. Runs inside a tidy. */
  read(which: 'values' | 'mean' | 'variance'): tf.Tensor1D {
    return which === 'variance' ? (tf.zerosLike(this.values) as tf.Tensor1D) : tf.clone(this[which]);
  }

  /** A step along the orthogonal Nesterov momentum, with decoupled weight decay. */
  step(gradient: tf.Tensor1D, learningRate: number): void {
    const { beta1, weightDecay } = this.rates;
    const next = tf.tidy(() => {
      const fresh = tf.mul(gradient, 1 - beta1);
      const mean = tf.add(tf.mul(this.mean, beta1), fresh) as tf.Tensor1D;
      const ahead = tf.add(tf.mul(mean, beta1), fresh) as tf.Tensor1D;
      const sizes = this.shapes.map(({ shape }) => matrixRows(shape) * shape.at(-1)!);
      const step = tf.concat(orthogonalSteps(tf.split(ahead, sizes), this.shapes));
      return [tf.sub(tf.mul(this.values, 1 - learningRate * weightDecay), tf.mul(step, learningRate)), mean] as [
        tf.Tensor1D,
        tf.Tensor1D,
      ];
    });
    this.dispose();
    [this.values, this.mean] = next;
    next.forEach((tensor) => tf.keep(tensor));
  }

  dispose(): void {
    tf.dispose([this.values, this.mean]);
  }
}
