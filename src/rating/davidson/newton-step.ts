import type { Curvature, Derivatives } from './cell-derivatives.js';
import type { PairCells } from './pair-cells.js';

/** The linear system of one Newton step. */
interface NewtonSystem {
  readonly cells: PairCells;
  /** Row pointers of White, see rowStarts. */
  readonly starts: Int32Array;
  readonly derivatives: Derivatives;
  /** 1 by parameter for those that must not change, else 0. */
  readonly fixed: Uint8Array;
  /** Disjoint sets of parameters; the step keeps the sum over each. */
  readonly zeroSums: readonly (readonly number[])[];
  /** Residual at which to stop, relative to the gradient, in the norm of the preconditioner. */
  readonly tolerance: number;
}

/**
 * Solves H s = gradient in the subspace that keeps the zero sums, by conjugate gradients with the diagonal of H as the
 * preconditioner, projected into the subspace (Gould, Hribar & Nocedal, SIAM Journal on Scientific Computing 23, 2001).
 * H is singular in the directions that shift all strengths of a group; the subspace excludes them. H is not stored: an
 * iteration costs one pass over the cells.
 * @returns The step by parameter, 0 for fixed ones.
 */
export function newtonStep({ cells, starts, derivatives, fixed, zeroSums, tolerance }: NewtonSystem): Float64Array {
  const { gradient, curvature } = derivatives;
  const size = gradient.length;
  const inverse = diagonal(cells, curvature, size).map((value, i) => (!fixed[i] && value > 0 ? 1 / value : 0));
  const precondition = projector(inverse, zeroSums);
  const step = new Float64Array(size);
  const residual = gradient.map((value, i) => (inverse[i] ? value : 0));
  const conditioned = new Float64Array(size);
  precondition(residual, conditioned);
  const direction = conditioned.slice();
  const product = new Float64Array(size);
  let rz = dot(residual, conditioned);
  const goal = rz * tolerance ** 2;
  for (let k = 0; k < 3 * size + 50 && rz > goal && rz > 1e-300; k++) {
    multiply(cells, starts, curvature, direction, product);
    const curve = dot(direction, product);
    if (!(curve > 0)) break;
    const alpha = rz / curve;
    for (let i = 0; i < size; i++) {
      if (inverse[i] === 0) continue;
      step[i]! += alpha * direction[i]!;
      residual[i]! -= alpha * product[i]!;
    }
    precondition(residual, conditioned);
    const next = dot(residual, conditioned);
    const beta = next / rz;
    rz = next;
    for (let i = 0; i < size; i++) direction[i] = conditioned[i]! + beta * direction[i]!;
  }
  return step;
}

/**
 * The preconditioner z = D⁻¹ (r - C μ) with μ such that Cᵀ z = 0; the columns of C mark the zero sums. `inverse` is the
 * diagonal D⁻¹, 0 for fixed parameters. C μ is also subtracted from the residual itself, which does not change the
 * solution: C μ can be so much larger than the remainder that rounding would lead out of the subspace.
 */
function projector(
  inverse: Float64Array,
  zeroSums: readonly (readonly number[])[],
): (residual: Float64Array, conditioned: Float64Array) => void {
  const sets = zeroSums.map((set) => ({
    free: Int32Array.from(set.filter((i) => inverse[i]! > 0)),
    weight: set.reduce((sum, i) => sum + inverse[i]!, 0),
  }));
  return (residual, conditioned) => {
    for (const { free, weight } of sets) {
      let sum = 0;
      for (let k = 0; k < free.length; k++) sum += residual[free[k]!]! * inverse[free[k]!]!;
      const multiplier = sum / weight;
      for (let k = 0; k < free.length; k++) residual[free[k]!]! -= multiplier;
    }
    for (let i = 0; i < residual.length; i++) conditioned[i] = residual[i]! * inverse[i]!;
  };
}

/** The diagonal of H. */
function diagonal({ players: n, white, black }: PairCells, { xx, ee }: Curvature, size: number): Float64Array {
  const scale = new Float64Array(size);
  let all = 0;
  for (let i = 0; i < white.length; i++) {
    const h = xx[i]!;
    scale[white[i]!]! += h;
    scale[black[i]!]! += h;
    all += h;
  }
  scale[n] = all;
  scale[n + 1] = ee;
  return scale;
}

/** product = H x, in one pass over the cells. */
function multiply(
  { players: n, black }: PairCells,
  starts: Int32Array,
  { xx, xe, ee }: Curvature,
  x: Float64Array,
  product: Float64Array,
): void {
  product.fill(0);
  const xh = x[n + 1]!;
  let ph = ee * xh;
  for (let w = 0; w < n; w++) {
    const from = starts[w]!;
    const end = starts[w + 1]!;
    const own = x[w]! + x[n]!;
    let pushed = 0;
    for (let i = from; i < end; i++) {
      const b = black[i]!;
      const push = xx[i]! * (own - x[b]!);
      product[b]! -= push;
      pushed += push;
    }
    for (let i = xe.length ? from : end; i < end; i++) {
      const b = black[i]!;
      const m = xe[i]!;
      product[b]! -= m * xh;
      pushed += m * xh;
      ph += m * (own - x[b]!);
    }
    product[w]! += pushed;
    product[n]! += pushed;
  }
  product[n + 1] = ph;
}

/** Inner product of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
