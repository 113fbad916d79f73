import { randomFromHash, sha256Hex } from '../../spec/index.js';

/** Largest number of differences for the exact test: two halves of 2^20 sums. */
const EXACT_LIMIT = 40;
const SAMPLES = 1_000_000;

/** The smallest number of replicates n at which a two-sided sign-flip test can reach alpha: 2 / 2^n <= alpha. */
export function replicatesNeeded(alpha: number): number {
  let n = 1;
  while (2 / 2 ** n > alpha) n++;
  return n;
}

/** All 2^n signed sums of the values, sorted. */
function signedSums(values: readonly number[]): Float64Array {
  let sums = Float64Array.of(0);
  for (const value of values) {
    const next = new Float64Array(sums.length * 2);
    next.set(sums.map((sum) => sum - value));
    next.set(
      sums.map((sum) => sum + value),
      sums.length,
    );
    sums = next;
  }
  return sums.sort();
}

/** How many pairs (a, b) have a + b >= bound; both lists are sorted. */
function countAtLeast(a: Float64Array, b: Float64Array, bound: number): number {
  let count = 0;
  let j = b.length;
  for (const value of a) {
    while (j > 0 && value + b[j - 1]! >= bound) j--;
    count += b.length - j;
  }
  return count;
}

/**
 * Two-sided sign-flip (randomisation) test of "each difference is symmetric about 0": the share of all 2^n sign
 * patterns whose sum is at least as far from 0 as the observed one. Exact up to 40 differences (sorted signed sums of
 * two halves, merged); beyond that a Monte Carlo test with a million seeded patterns and the observed one, which keeps
 * it valid (Phipson & Smyth 2010). Sums that differ by rounding alone are ties. Invariant under a flip of all signs.
 */
export function signFlipTest(differences: readonly number[]): { p: number; exact: boolean } {
  const n = differences.length;
  if (n === 0) return { p: 1, exact: true };
  const sizes = differences.map(Math.abs).sort((a, b) => a - b);
  const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  const bound = observed - 1e-12 * sizes.reduce((sum, d) => sum + d, 0);
  if (bound <= 0) return { p: 1, exact: true };
  if (n <= EXACT_LIMIT) {
    const half = Math.floor(n / 2);
    const count = countAtLeast(signedSums(sizes.slice(0, half)), signedSums(sizes.slice(half)), bound);
    return { p: Math.min(1, (2 * count) / 2 ** n), exact: true };
  }
  const random = randomFromHash(sha256Hex(sizes.join()));
  let count = 1;
  for (let sample = 0; sample < SAMPLES; sample++) {
    let sum = 0;
    let bits = 0;
    for (let i = 0; i < n; i++) {
      if (i % 32 === 0) bits = random.uint32();
      sum += bits & 1 ? sizes[i]! : -sizes[i]!;
      bits >>>= 1;
    }
    if (Math.abs(sum) >= bound) count++;
  }
  return { p: count / (SAMPLES + 1), exact: false };
}
