import { symmetricEigen } from '../../rating/numerics/index.js';
import { qProfile, type Spread } from './q-profile.js';

/**
 * The spread of the true differences behind observed ones whose error variances are known, with its interval: q is the
 * weighted sum of squares about the weighted mean, weights 1 / (variance + spread²), n - 1 degrees of freedom. Returns
 * null for fewer than two differences. Source: `qProfile`.
 */
export function spreadInterval(
  differences: readonly number[],
  variances: readonly number[],
  confidence = 0.95,
): Spread | null {
  if (differences.length < 2) return null;
  const exact = variances.some((variance) => variance === 0);
  const q = (variance: number): number => {
    if (variance === 0 && exact) return Infinity;
    const weights = variances.map((own) => 1 / (own + variance));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const mean = weights.reduce((sum, w, i) => sum + w * differences[i]!, 0) / total;
    return weights.reduce((sum, w, i) => sum + w * (differences[i]! - mean) ** 2, 0);
  };
  return qProfile(q, differences.length - 1, confidence);
}

/** A match of two children of one arm. */
export interface ArmMatch {
  /** The two, by any numbers that differ from child to child. */
  readonly first: number;
  readonly second: number;
  /** How much the first was stronger, in any unit, with the error variance of that. */
  readonly margin: number;
  readonly variance: number;
}

/**
 * The spread between children of one arm from matches among some pairs of them: margin = strength_i - strength_j +
 * error, strengths independent with the same variance, error variances known. B maps strengths to margins, L = Bᵀ V⁻¹
 * B; with L's eigenvalues λ and vectors u, q(σ²) = Σ (u · Bᵀ V⁻¹ m)² / (λ (1 + σ² λ)) over λ > 0 is χ² distributed
 * with as many degrees of freedom (derived): mᵀ (σ² B Bᵀ + V)⁻¹ m without its part from cycles, which says nothing
 * about σ². For a complete round robin it is that of `seedVariance`. Returns null without a match. Source:
 * `qProfile`.
 */
export function sameArmSpread(matches: readonly ArmMatch[], confidence = 0.95): Spread | null {
  if (matches.length === 0) return null;
  const ids = [...new Set(matches.flatMap(({ first, second }) => [first, second]))].sort((a, b) => a - b);
  const information = ids.map(() => ids.map(() => 0));
  const scores = ids.map(() => 0);
  for (const { first, second, margin, variance } of matches) {
    const [i, j] = [ids.indexOf(first), ids.indexOf(second)];
    information[i]![i]! += 1 / variance;
    information[j]![j]! += 1 / variance;
    information[i]![j]! -= 1 / variance;
    information[j]![i]! -= 1 / variance;
    scores[i]! += margin / variance;
    scores[j]! -= margin / variance;
  }
  const { values, vectors } = symmetricEigen(information);
  const largest = Math.max(...values);
  const parts = values.flatMap((value, k) =>
    value > 1e-9 * largest
      ? [{ value, square: vectors[k]!.reduce((sum, u, i) => sum + u * scores[i]!, 0) ** 2 / value }]
      : [],
  );
  const q = (variance: number): number =>
    parts.reduce((sum, { value, square }) => sum + square / (1 + variance * value), 0);
  return qProfile(q, parts.length, confidence);
}
