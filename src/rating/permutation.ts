/** All ways to choose the first group are gone through up to so many. */
const MOST_WAYS = 3_000_000;

/** n choose k, exact while it is a whole number that a double holds. */
export function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - i + 1)) / i);
  return ways;
}

/**
 * The least two-sided p that permuting the labels of two arms over unpaired seeds can give: of the ways to choose, only
 * the one seen and its mirror image are as far from even. With three seeds an arm it is .1: no result can be
 * significant at .05.
 */
export function leastPermutationP(seedsPerArm: number): number {
  if (!Number.isInteger(seedsPerArm) || seedsPerArm < 1) throw new RangeError('an arm has one seed or more');
  return Math.min(1, 2 / choose(2 * seedsPerArm, seedsPerArm));
}

/**
 * Exact two-sided permutation test of "both groups are drawn from one law": the share of all ways to choose the first
 * group whose difference of means is at least as far from 0 as the one seen. Equal differences count as ties in spite
 * of rounding. Where seeds are paired, signFlipTest is the right one. Throws for more than three million ways.
 */
export function permutationTest(first: readonly number[], second: readonly number[]): number {
  const values = [...first, ...second];
  const [n, k] = [values.length, first.length];
  if (k === 0 || k === n) return 1;
  if (choose(n, k) > MOST_WAYS) throw new RangeError(`more than ${MOST_WAYS} ways to choose`);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const centred = values.map((value) => value - mean); // the first group's sum alone then says how far it is from even
  const size = centred.reduce((sum, value) => sum + Math.abs(value), 0);
  const seen = Math.abs(centred.slice(0, k).reduce((sum, value) => sum + value, 0)) - 1e-12 * size;
  let [all, far] = [0, 0];
  const go = (from: number, left: number, sum: number): void => {
    if (left === 0) {
      all++;
      if (Math.abs(sum) >= seen) far++;
      return;
    }
    for (let i = from; i <= n - left; i++) go(i + 1, left - 1, sum + centred[i]!);
  };
  go(0, k, 0);
  return far / all;
}
