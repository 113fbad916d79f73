import { kthSmallest } from './select.js';
import { type SignSplits, signedSums, signSplits } from './sign-splits.js';

/** Up to this many differences all sign patterns are used. */
const MAX_COMPLETE = 20;
/** Beyond, 2^18 patterns: this many bits, and the opposites. */
const BITS_BEYOND = 17;

/** The smallest number of replicates n at which a two-sided sign-flip test can reach alpha: 2 / 2^n <= alpha. */
export function replicatesNeeded(alpha: number): number {
  let n = 1;
  while (2 / 2 ** n > alpha) n++;
  return n;
}

/** The numbers of flipped differences by pattern, for the last n that was asked for. */
let lastCounts: { readonly n: number; readonly flipped: Uint16Array } | null = null;

const splitsOf = (n: number): SignSplits => signSplits(n, n <= MAX_COMPLETE ? MAX_COMPLETE - 1 : BITS_BEYOND);

function flippedCounts(n: number): Uint16Array {
  if (lastCounts?.n !== n) {
    const kept = signedSums(new Float64Array(n).fill(0.5), splitsOf(n));
    lastCounts = { n, flipped: Uint16Array.from(kept, (half) => n / 2 - half) };
  }
  return lastCounts.flipped;
}

/** The sum over the flipped and over the kept differences, by pattern; one that is 0 but for rounding is 0. */
function splitSums(differences: readonly number[]): { flipped: Float64Array; kept: Float64Array } {
  const kept = signedSums(differences, splitsOf(differences.length));
  const flipped = new Float64Array(kept.length);
  const total = kept[0]!;
  const rounding = 1e-12 * differences.reduce((sum, d) => sum + Math.abs(d), 0);
  for (let x = 0; x < kept.length; x++) {
    const k = (total + kept[x]!) / 2;
    const a = (total - kept[x]!) / 2;
    kept[x] = Math.abs(k) <= rounding ? 0 : k;
    flipped[x] = Math.abs(a) <= rounding ? 0 : a;
  }
  return { flipped, kept };
}

/**
 * Two-sided sign-flip (randomisation) test of "each difference is symmetric about 0": the share of sign patterns whose
 * sum is at least as far from 0 as the observed one; of all 2^n up to 20 differences (`exact`), of a fixed group of
 * 2^18 beyond, which keeps the level as well (source: `signSplits`). A pattern that flips a sum a and keeps a sum k is
 * as extreme exactly if |a + k| <= |k - a|, that is if a k <= 0. Sums that differ by rounding alone are ties. Invariant
 * under a flip of all signs.
 */
export function signFlipTest(differences: readonly number[]): { p: number; exact: boolean } {
  const { flipped, kept } = splitSums(differences);
  let count = 0;
  for (let x = 0; x < kept.length; x++) if (Math.sign(flipped[x]!) * Math.sign(kept[x]!) <= 0) count++;
  return { p: count / kept.length, exact: differences.length <= MAX_COMPLETE };
}

/**
 * The shifts that the two-sided sign-flip test does not reject at alpha, limits included, in the unit of the
 * differences. A pattern is as extreme for a shift exactly if the shift lies between the means of its flipped and of
 * its kept differences (cf. Hartigan, Using subsample values as typical values, JASA 64, 1969), and all these ranges
 * hold the overall mean, so that the limits are order statistics of their ends, over the patterns of `signFlipTest`: p
 * is above alpha exactly if 0 is in the interval. Changing all signs mirrors it exactly. Returns null if there are too
 * few differences for any shift to be rejected.
 */
export function signFlipInterval(
  differences: readonly number[],
  alpha: number,
): { readonly low: number; readonly high: number } | null {
  const n = differences.length;
  // the identity (number 0) is as extreme for every shift; it takes the first of the patterns that may be
  const { flipped, kept } = splitSums(differences);
  const rank = Math.floor(alpha * kept.length) - 1;
  if (rank < 0 || rank >= kept.length - 1) return null;
  const counts = flippedCounts(n);
  const low = kept.subarray(1);
  const high = flipped.subarray(1);
  for (let i = 0; i < low.length; i++) {
    const a = high[i]! / counts[i + 1]!;
    const k = low[i]! / (n - counts[i + 1]!);
    low[i] = Math.min(a, k);
    high[i] = Math.max(a, k);
  }
  return { low: kthSmallest(low, rank) + 0, high: kthSmallest(high, high.length - 1 - rank) + 0 };
}
