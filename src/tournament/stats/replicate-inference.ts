/**
 * What the verdict infers from the differences of two arms by replicate: the interval of the sign-flip test, two
 * one-sided equivalence tests, and Holm's adjustment over several contrasts.
 */
import { studentCdf } from '../../rating/numerics/index.js';
import { randomFromHash, sha256Hex } from '../../spec/index.js';

/** Up to this many differences all subsets are enumerated: about a million means. */
const MAX_ENUMERATED = 20;
/** Random subsets beyond that. */
const SAMPLED_SUBSETS = 2 ** 16 - 1;

/** Sorted means of all non-empty subsets, or of seeded random ones. Changing all signs mirrors the result exactly. */
function subsetMeans(values: readonly number[]): Float64Array {
  const n = values.length;
  if (n > MAX_ENUMERATED) return sampledSubsetMeans(values);
  const size = 2 ** n;
  const sums = new Float64Array(size);
  const counts = new Uint8Array(size);
  values.forEach((value, i) => {
    const half = 2 ** i;
    for (let j = 0; j < half; j++) {
      sums[half + j] = sums[j]! + value;
      counts[half + j] = counts[j]! + 1;
    }
  });
  return sums
    .subarray(1)
    .map((sum, j) => sum / counts[j + 1]!)
    .sort();
}

function sampledSubsetMeans(values: readonly number[]): Float64Array {
  const random = randomFromHash(sha256Hex(values.map(Math.abs).join()));
  return Float64Array.from({ length: SAMPLED_SUBSETS }, () => {
    let sum = 0;
    let count = 0;
    while (count === 0) {
      let bits = 0;
      values.forEach((value, i) => {
        if (i % 32 === 0) bits = random.uint32();
        if (bits & 1) {
          sum += value;
          count++;
        }
        bits >>>= 1;
      });
    }
    return sum / count;
  }).sort();
}

/**
 * Returns the shifts that the two-sided sign-flip test does not reject at alpha, in the unit of the differences.
 * Flipping the signs in a set A makes the sum of (d - shift) as extreme or more exactly if the mean of A is at most the
 * shift, so the limits are order statistics of subset means, exactly (Hartigan, Using subsample values as typical
 * values, JASA 64, 1969); beyond 20 differences of random subsets, by the same theorem. Returns null if there are too
 * few differences for any shift to be rejected.
 */
export function signFlipInterval(
  differences: readonly number[],
  alpha: number,
): { readonly low: number; readonly high: number } | null {
  const n = differences.length;
  const patterns = n > MAX_ENUMERATED ? SAMPLED_SUBSETS + 1 : 2 ** n;
  const k = Math.floor((alpha * patterns) / 2 + 1e-9);
  if (k < 1) return null;
  const means = subsetMeans(differences);
  return { low: means[k - 1]! + 0, high: means[means.length - k]! + 0 };
}

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
