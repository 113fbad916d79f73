/** Pairs by the first player's points: 0, ½, 1, 1½, 2. */
export type PairCounts = readonly [number, number, number, number, number];

/** The level at which matches of a network with itself count as broken. */
export const IDENTICAL_ALPHA = 0.001;

/** Probabilities of k heads in n fair tosses, k = 0 to n. */
function fairTosses(n: number): Float64Array {
  const law = new Float64Array(n + 1);
  // from the middle outwards: no factorials, and what underflows is too small to count
  const middle = n >> 1;
  law[middle] = 1;
  for (let k = middle; k < n; k++) law[k + 1] = (law[k]! * (n - k)) / (k + 1);
  for (let k = middle; k > 0; k--) law[k - 1] = (law[k]! * k) / (n - k + 1);
  const total = law.reduce((a, b) => a + b, 0);
  return law.map((x) => x / total);
}

/**
 * Exact two-sided p that pairs of one network against itself favour the first name. Equal weights make a pair's margin
 * as likely +d as
 * -d; given how many pairs ended 2-0 either way and how many 1½-½, the sum of the margins is twice one fair count plus
 * another.
 */
export function pairSymmetry([worst, bad, , good, best]: PairCounts): number {
  const [large, small] = [worst + best, bad + good];
  const seen = Math.abs(2 * (best - worst) + (good - bad));
  const [a, b] = [fairTosses(large), fairTosses(small)];
  let p = 0;
  a.forEach((pa, i) =>
    b.forEach((pb, j) => {
      if (Math.abs(2 * (2 * i - large) + (2 * j - small)) >= seen) p += pa * pb;
    }),
  );
  return Math.min(1, p);
}
