import { randomFromHash, sha256Hex } from '../../spec/index.js';

/** Up to here every subset is looked at: about a million means. */
const EXACT_LIMIT = 20;
const SUBSETS = 2 ** 16 - 1;

/** Means of all non-empty subsets, or of seeded random ones; sorted. Changing all signs mirrors them exactly. */
export function subsetMeans(values: readonly number[]): Float64Array {
  const n = values.length;
  if (n > EXACT_LIMIT) return drawnMeans(values);
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

function drawnMeans(values: readonly number[]): Float64Array {
  const random = randomFromHash(sha256Hex(values.map(Math.abs).join()));
  return Float64Array.from({ length: SUBSETS }, () => {
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
 * The shifts that the two-sided sign-flip test does not reject at alpha. A flip of the signs in a set A brings the sum
 * of (d - shift) as far up or further just when the mean of A is at most the shift, so the ends are order statistics of
 * the means of subsets, exactly (Hartigan, Using subsample values as typical values, JASA 64, 1969); random subsets
 * beyond 20 differences, by the same theorem. Null where there are too few differences for any shift to be rejected.
 */
export function signFlipInterval(
  differences: readonly number[],
  alpha: number,
): { readonly low: number; readonly high: number } | null {
  const n = differences.length;
  const patterns = n > EXACT_LIMIT ? SUBSETS + 1 : 2 ** n;
  const k = Math.floor((alpha * patterns) / 2 + 1e-9);
  if (k < 1) return null;
  const means = subsetMeans(differences);
  return { low: means[k - 1]! + 0, high: means[means.length - k]! + 0 };
}
