import { studentCdf } from '../../rating/index.js';

export interface Equivalence {
  /** One-sided p of "at or below -margin" and of "at or above margin". */
  readonly pLow: number;
  readonly pHigh: number;
  /** The larger of the two: equivalent at alpha when it is at most alpha. */
  readonly p: number;
}

/**
 * Two one-sided t tests against ±margin (Schuirmann, J. Pharmacokin. Biopharm. 15, 1987). Equal to asking whether the 1
 * - 2 alpha interval lies within the margin. A standard error of 0 decides by the mean alone.
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

/** The same from differences by replicate; null for fewer than two. */
export function equivalenceOf(differences: readonly number[], margin: number): Equivalence | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((a, b) => a + b, 0) / n;
  const variance = differences.reduce((a, d) => a + (d - mean) ** 2, 0) / (n - 1);
  return twoOneSided({ mean, standardError: Math.sqrt(variance / n), df: n - 1, margin });
}
