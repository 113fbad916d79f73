import type { Layout } from './davidson-derivatives.js';
import { cholesky, solveCholesky } from './linear-algebra.js';

/**
 * Only differences within a group are determined by its games. One linear constraint a group fixes the rest: its mean
 * is 0, or one player of the first group is. Each is given by the places of the players whose sum is 0.
 */
export type Constraint = readonly number[];

export function constraintsOf(
  groups: readonly (readonly number[])[],
  place: Int32Array,
  reference: number | undefined,
): Constraint[] {
  return groups.map((group, index) =>
    (index === 0 && reference !== undefined ? [reference] : group).map((player) => place[player]!),
  );
}

/**
 * Factor of H + Σ κ c cᵀ: the constrained directions, in which H may be flat, get a curvature of the size of the rest.
 * Changes `hessian`.
 */
export function factorWith(
  hessian: Float64Array,
  size: number,
  constraints: readonly Constraint[],
): Float64Array | undefined {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += hessian[i * size + i]!;
  for (const members of constraints) {
    const kappa = (trace / size || 1) / members.length;
    for (const i of members) for (const j of members) hessian[i * size + j]! += kappa;
  }
  return cholesky(hessian, size);
}

/** The Newton step that keeps the constraints: step - Y μ with Y = M⁻¹ C and (Cᵀ Y) μ = Cᵀ step. */
export function constrained(
  step: Float64Array,
  factor: Float64Array,
  constraints: readonly Constraint[],
): Float64Array {
  const columns = constraints.map((members) => {
    const vector = new Float64Array(step.length);
    for (const i of members) vector[i] = 1;
    return solveCholesky(factor, vector);
  });
  const total = (members: Constraint, vector: Float64Array): number => members.reduce((sum, i) => sum + vector[i]!, 0);
  const g = constraints.length;
  const inner = Float64Array.from({ length: g * g }, (_, at) =>
    total(constraints[Math.floor(at / g)]!, columns[at % g]!),
  );
  const innerFactor = cholesky(inner, g);
  if (!innerFactor) return step;
  const multipliers = solveCholesky(
    innerFactor,
    Float64Array.from(constraints, (members) => total(members, step)),
  );
  return step.map((value, i) => value - columns.reduce((sum, column, k) => sum + column[i]! * multipliers[k]!, 0));
}

/** Shifts each group so that its constraint holds. */
export function recentre(
  lambda: Float64Array,
  groups: readonly (readonly number[])[],
  reference: number | undefined,
): void {
  groups.forEach((group, index) => {
    const zero = index === 0 && reference !== undefined ? [reference] : group;
    const shift = zero.reduce((sum, player) => sum + lambda[player]!, 0) / zero.length;
    for (const player of group) lambda[player]! -= shift;
  });
}

/** From the order of parameters to (players + 2)², with every group's rows and columns centred on its mean. */
export function centredCovariance(
  inverse: Float64Array,
  layout: Layout,
  groups: readonly (readonly number[])[],
): Float64Array {
  const { place, size, deltaAt, etaAt } = layout;
  const mean = new Float64Array(size);
  for (const group of groups) {
    const members = group.map((player) => place[player]!);
    mean.fill(0);
    for (const i of members)
      for (let other = 0; other < size; other++) mean[other]! += inverse[i * size + other]! / members.length;
    for (const i of members) for (let other = 0; other < size; other++) inverse[i * size + other]! -= mean[other]!;
    for (let other = 0; other < size; other++) {
      let sum = 0;
      for (const i of members) sum += inverse[other * size + i]!;
      for (const i of members) inverse[other * size + i]! -= sum / members.length;
    }
  }
  const from = [...place, deltaAt, etaAt];
  const n = from.length;
  const covariance = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    const i = from[row]!;
    if (i < 0) continue;
    for (let column = 0; column < n; column++)
      if (from[column]! >= 0) covariance[row * n + column] = inverse[i * size + from[column]!]!;
  }
  return covariance;
}
