/**
 * What the verdict infers from the differences of two arms by replicate besides sign flips: two one-sided equivalence
 * tests, and Holm's adjustment over several contrasts.
 */
import { studentCdf } from '../../rating/numerics/index.js';

/** Result of two one-sided tests. */
export interface Equivalence {
  /** One-sided p of "the mean is at or below -margin". */
  readonly pLow: number;
  /** One-sided p of "the mean is at or above margin". */
  readonly pHigh: number;
  /** The larger of the two: equivalent at alpha if it is at most alpha. */
  readonly p: number;
}

/**
 * Two one-sided t tests of a mean against ±margin (Schuirmann, J. Pharmacokin. Biopharm. 15, 1987); the same as asking
 * whether the 1 - 2 alpha interval lies within the margin. With a standard error of 0 the mean alone decides.
 *
 * @internal
 */
export function twoOneSided({
  mean,
  standardError,
  df,
  margin,
}: {
  readonly mean: number;
  readonly standardError: number;
  readonly df: number;
  readonly margin: number;
}): Equivalence {
  const tail = (distance: number): number =>
    standardError > 0 ? studentCdf(-distance / standardError, df) : distance > 0 ? 0 : distance < 0 ? 1 : 0.5;
  const [pLow, pHigh] = [tail(mean + margin), tail(margin - mean)];
  return { pLow, pHigh, p: Math.max(pLow, pHigh) };
}

/**
 * Two one-sided t tests of the differences by replicate against ±margin, which has their unit (source: `twoOneSided`).
 * Returns null for fewer than two differences.
 */
export function equivalenceOf(differences: readonly number[], margin: number): Equivalence | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((a, b) => a + b, 0) / n;
  const variance = differences.reduce((a, d) => a + (d - mean) ** 2, 0) / (n - 1);
  return twoOneSided({ mean, standardError: Math.sqrt(variance / n), df: n - 1, margin });
}

/**
 * Holm's adjusted p-values (Scand. J. Stat. 6, 1979), in the order given: the smallest times m, the next times m - 1
 * and so on, never decreasing, at most 1. A contrast without a p stays null but counts in m, since m is the size of the
 * declared family.
 */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const adjusted: (number | null)[] = ps.map(() => null);
  let largest = 0;
  ps.map((p, i) => ({ p, i }))
    .filter((entry): entry is { p: number; i: number } => entry.p !== null)
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, i }, rank) => {
      largest = Math.max(largest, Math.min(1, p * (ps.length - rank)));
      adjusted[i] = largest;
    });
  return adjusted;
}
