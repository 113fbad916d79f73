import { gatherPairs, type PairCells } from './pair-cells.js';

/** Virtual draws of each player. */
const PRIOR_DRAWS = 2;

/**
 * Adds BayesElo's prior (`AddPrior` of its CCondensedResults.cpp): each player gets two virtual draws, distributed over
 * its opponents in proportion to games, half of them with either colour. Counts become fractional.
 */
export function withPrior({ players, white, black, wins, draws, losses }: PairCells): PairCells {
  const count = white.length;
  const total = new Float64Array(players);
  for (let i = 0; i < count; i++) {
    const games = wins[i]! + draws[i]! + losses[i]!;
    total[white[i]!]! += games;
    total[black[i]!]! += games;
  }
  // every cell twice: as played, and (from `count` on) with colours reversed and no games
  const first = new Int32Array(2 * count);
  const second = new Int32Array(2 * count);
  first.set(white);
  second.set(black);
  first.set(black, count);
  second.set(white, count);
  return gatherPairs(players, first, second, (extended, at, entry) => {
    const cell = entry < count ? entry : entry - count;
    if (entry < count) {
      extended.wins[at]! += wins[cell]!;
      extended.draws[at]! += draws[cell]!;
      extended.losses[at]! += losses[cell]!;
    }
    const met = wins[cell]! + draws[cell]! + losses[cell]!;
    extended.draws[at]! += 0.25 * PRIOR_DRAWS * met * (1 / total[white[cell]!]! + 1 / total[black[cell]!]!);
  });
}
