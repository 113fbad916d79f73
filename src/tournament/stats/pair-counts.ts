import { type ContestantKey, halfPointsOf, type Result } from '../../vocabulary/index.js';

/** Numbers of pairs by the first contestant's points: 0, ½, 1, 1½, 2 (the pentanomial counts). */
export type PairCounts = readonly [number, number, number, number, number];

/** A game with its pair: one opening played twice with colours swapped. */
export interface PairGame {
  readonly pair: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}

/**
 * Returns the half points (0 to 4) that `first` scored in each complete pair against `second`, by the number of the
 * pair. Games of other contestants are ignored.
 */
export function pairScores(games: Iterable<PairGame>, first: ContestantKey, second: ContestantKey): number[] {
  const pairs = new Map<number, { halfPoints: number; games: number }>();
  for (const { pair, white, black, result } of games) {
    const asWhite = white === first && black === second;
    if (!asWhite && !(white === second && black === first)) continue;
    const tally = pairs.get(pair) ?? { halfPoints: 0, games: 0 };
    pairs.set(pair, { halfPoints: tally.halfPoints + halfPointsOf(result, asWhite), games: tally.games + 1 });
  }
  return [...pairs]
    .filter(([, { games: played }]) => played === 2)
    .sort(([a], [b]) => a - b)
    .map(([, { halfPoints }]) => halfPoints);
}

/** Counts pair scores, given in half points (0 to 4). */
export function countPairs(scores: readonly number[]): PairCounts {
  const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const score of scores) counts[score]!++;
  return counts;
}

/** Probabilities of k heads in n fair tosses, k = 0 to n. */
function fairTossDistribution(n: number): Float64Array {
  const probabilities = new Float64Array(n + 1);
  // from the middle outwards: needs no factorials, and only negligible terms underflow
  const middle = n >> 1;
  probabilities[middle] = 1;
  for (let k = middle; k < n; k++) probabilities[k + 1] = (probabilities[k]! * (n - k)) / (k + 1);
  for (let k = middle; k > 0; k--) probabilities[k - 1] = (probabilities[k]! * k) / (n - k + 1);
  const total = probabilities.reduce((a, b) => a + b, 0);
  return probabilities.map((x) => x / total);
}

/**
 * Exact two-sided p of the hypothesis that pairs of one network against itself favour neither name. Equal weights make
 * a pair's margin +d as likely as -d; given how many pairs ended 2-0 either way and how many 1½-½, the sum of the
 * margins is twice one fair binomial count plus another (derived).
 */
export function pairSymmetry([worst, bad, , good, best]: PairCounts): number {
  const [large, small] = [worst + best, bad + good];
  const observed = Math.abs(2 * (best - worst) + (good - bad));
  const [a, b] = [fairTossDistribution(large), fairTossDistribution(small)];
  let p = 0;
  a.forEach((pa, i) =>
    b.forEach((pb, j) => {
      if (Math.abs(2 * (2 * i - large) + (2 * j - small)) >= observed) p += pa * pb;
    }),
  );
  return Math.min(1, p);
}
