import { type ContestantKey, halfPointsOf, type Result } from '../../vocabulary/index.js';
import type { PairCounts } from '../stats/index.js';

export interface PairGame {
  readonly pair: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}

/** The half points (0 to 4) that `first` took from each whole pair with `second`, by the number of the pair. */
export function pairScores(games: Iterable<PairGame>, first: ContestantKey, second: ContestantKey): number[] {
  const pairs = new Map<number, { halves: number; games: number }>();
  for (const { pair, white, black, result } of games) {
    const asWhite = white === first && black === second;
    if (!asWhite && !(white === second && black === first)) continue;
    const tally = pairs.get(pair) ?? { halves: 0, games: 0 };
    pairs.set(pair, { halves: tally.halves + halfPointsOf(result, asWhite), games: tally.games + 1 });
  }
  return [...pairs]
    .filter(([, { games: played }]) => played === 2)
    .sort(([a], [b]) => a - b)
    .map(([, { halves }]) => halves);
}

export function countPairs(scores: readonly number[]): PairCounts {
  const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const score of scores) counts[score]!++;
  return counts;
}
