import { cholesky, invertCholesky } from '../numerics/index.js';
import type { Curvature } from './cell-derivatives.js';
import type { PairCells } from './pair-cells.js';

/** The parameters that were fitted together. */
interface FittedParameters {
  /** Groups of players, each with its own scale. */
  readonly groups: readonly (readonly number[])[];
  /** By group: the players whose mean is the group's zero. */
  readonly zeroSums: readonly (readonly number[])[];
  readonly fitDelta: boolean;
  readonly fitEta: boolean;
}

/** Row of each parameter (players, then δ, then η) in the matrix of the fitted ones; -1 if it was not fitted. */
interface Layout {
  readonly rowOf: Int32Array;
  readonly size: number;
}

/**
 * Covariance of the fitted parameters: the inverse of the observed information on the subspace in which the zero of
 * every group is 0. Log units squared, row-major, (players + 2)² in the order of players, δ, η; entry (i, i) is the
 * variance of strength i relative to the zero of its group. Entries of parameters that were not fitted are 0, and so
 * are all entries if the information is singular.
 */
export function strengthCovariance(cells: PairCells, curvature: Curvature, fitted: FittedParameters): Float64Array {
  const n = cells.players + 2;
  const layout = createLayout(n, fitted);
  const { rowOf, size } = layout;
  const hessian = denseHessian(cells, curvature, layout);
  regularizeGroups(hessian, layout, fitted.groups);
  const factor = cholesky(hessian, size);
  const covariance = new Float64Array(n * n);
  if (!factor) return covariance;
  const inverse = invertCholesky(factor, size);
  fitted.groups.forEach((group, g) => shiftToZero(inverse, layout, group, fitted.zeroSums[g]!));
  for (let row = 0; row < n; row++) {
    const i = rowOf[row]!;
    if (i < 0) continue;
    for (let column = 0; column < n; column++)
      if (rowOf[column]! >= 0) covariance[row * n + column] = inverse[i * size + rowOf[column]!]!;
  }
  return covariance;
}

function createLayout(n: number, { groups, fitDelta, fitEta }: FittedParameters): Layout {
  const rowOf = new Int32Array(n).fill(-1);
  let size = 0;
  for (const group of groups) for (const player of group) rowOf[player] = size++;
  if (fitDelta) rowOf[n - 2] = size++;
  if (fitEta) rowOf[n - 1] = size++;
  return { rowOf, size };
}

/** The Hessian of the negative log-likelihood as a full matrix, size x size. */
function denseHessian({ players, white, black }: PairCells, { xx, xe, ee }: Curvature, layout: Layout): Float64Array {
  const { rowOf, size } = layout;
  const [deltaAt, etaAt] = [rowOf[players]!, rowOf[players + 1]!];
  const hessian = new Float64Array(size * size);
  const byDelta = new Float64Array(size);
  const byEta = new Float64Array(size);
  let [deltaDelta, deltaEta] = [0, 0];
  for (let c = 0; c < white.length; c++) {
    const w = rowOf[white[c]!]!;
    const b = rowOf[black[c]!]!;
    const h = xx[c]!;
    const m = etaAt < 0 ? 0 : xe[c]!;
    hessian[w * size + w]! += h;
    hessian[b * size + b]! += h;
    hessian[w * size + b]! -= h;
    hessian[b * size + w]! -= h;
    byDelta[w]! += h;
    byDelta[b]! -= h;
    byEta[w]! += m;
    byEta[b]! -= m;
    deltaDelta += h;
    deltaEta += m;
  }
  if (deltaAt >= 0) {
    byDelta[deltaAt] = deltaDelta;
    byEta[deltaAt] = deltaEta;
    for (let i = 0; i <= deltaAt; i++) hessian[i * size + deltaAt] = hessian[deltaAt * size + i] = byDelta[i]!;
  }
  if (etaAt >= 0) {
    byEta[etaAt] = ee;
    for (let i = 0; i <= etaAt; i++) hessian[i * size + etaAt] = hessian[etaAt * size + i] = byEta[i]!;
  }
  return hessian;
}

/**
 * Adds κ c cᵀ for each group, c being the indicator vector of its members: the Hessian is singular in the direction c,
 * and κ gives it a curvature of the order of the others. Covariances of differences are not affected.
 */
function regularizeGroups(
  hessian: Float64Array,
  { rowOf, size }: Layout,
  groups: readonly (readonly number[])[],
): void {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += hessian[i * size + i]!;
  for (const group of groups) {
    const kappa = (trace / size || 1) / group.length;
    for (const i of group) for (const j of group) hessian[rowOf[i]! * size + rowOf[j]!]! += kappa;
  }
}

/**
 * Replaces the covariance of a group's strengths by that of their differences from the mean of the players in `zero`.
 */
function shiftToZero(
  matrix: Float64Array,
  { rowOf, size }: Layout,
  group: readonly number[],
  zero: readonly number[],
): void {
  const members = group.map((player) => rowOf[player]!);
  const zeros = zero.map((player) => rowOf[player]!);
  const mean = new Float64Array(size);
  for (const i of zeros)
    for (let other = 0; other < size; other++) mean[other]! += matrix[i * size + other]! / zeros.length;
  for (const i of members) for (let other = 0; other < size; other++) matrix[i * size + other]! -= mean[other]!;
  for (let other = 0; other < size; other++) {
    let sum = 0;
    for (const i of zeros) sum += matrix[other * size + i]!;
    for (const i of members) matrix[other * size + i]! -= sum / zeros.length;
  }
}
