/**
 * Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers"): the update of a weight matrix is its
 * orthogonalised momentum, so that all directions are learnt at the same rate. The scale of Liu et al. (arXiv
 * 2502.16982) gives the step the size of Adam's, so both share a learning rate and weight decay.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape } from '../../model/forward/index.js';

/** Quintic coefficients of the Newton-Schulz iteration: five rounds map singular values in (0, 1] to about .7-1.2. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ROUNDS = 5;
/** Root mean square of a scaled orthogonal step: that of a typical step of Adam. */
const STEP_SIZE = 0.2;

/** True for parameters that Muon updates: hidden weights, but not tables, biases or the last layers of the heads. */
export function isHiddenMatrix({ name, shape }: ParameterShape): boolean {
  return (
    shape.length >= 2 && name.endsWith('.weight') && !['value.outcome.weight', 'policy.promotion.weight'].includes(name)
  );
}

/** Number of rows of a weight as a matrix (fan-in, out); convolution filters (3, 3, in, out) count as (9 in, out). */
const matrixRows = (shape: readonly number[]): number => shape.slice(0, -1).reduce((product, n) => product * n, 1);

/**
 * Orthogonalised and scaled steps for momenta, both flat and in the order of `shapes`. Matrices of the same shape are
 * processed as one batch, to need few kernels. Must run inside a tidy.
 * @internal
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

/** Newton-Schulz iteration: brings the singular values of each matrix of x (M, rows <= columns) near 1. */
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
  /** Takes ownership of the tensors: the caller must not use them again. `shapes` are those of the matrices. */
  constructor(
    private values: tf.Tensor1D,
    private mean: tf.Tensor1D,
    private readonly shapes: readonly ParameterShape[],
    private readonly rates: { readonly beta1: number; readonly weightDecay: number },
  ) {}

  /** Returns one of the vectors; zeros for the variance, which Muon does not have. Must run inside a tidy. */
  read(which: 'values' | 'mean' | 'variance'): tf.Tensor1D {
    return which === 'variance' ? (tf.zerosLike(this.values) as tf.Tensor1D) : tf.clone(this[which]);
  }

  /** Takes a step along the orthogonalised Nesterov momentum, with decoupled weight decay. */
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

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose([this.values, this.mean]);
  }
}
