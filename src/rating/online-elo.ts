import { scoreOfElo } from './elo.js';

/**
 * Last difference of each step of FIDE's table (Rating Regulations 8.1.2), from an expected score of .50 by hundredths.
 */
const FIDE_STEPS = [
  3, 10, 17, 25, 32, 39, 46, 53, 61, 68, 76, 83, 91, 98, 106, 113, 121, 129, 137, 145, 153, 162, 170, 179, 188, 197,
  206, 215, 225, 235, 245, 256, 267, 278, 290, 302, 315, 328, 344, 357, 374, 391, 411, 432, 456, 484, 517, 559, 619,
  735,
] as const;

/**
 * Expected score by FIDE's table of a player who is `difference` stronger; the difference is rounded to a whole number.
 */
export function fideExpectedScore(difference: number): number {
  const size = Math.round(Math.abs(difference));
  const step = FIDE_STEPS.findIndex((last) => size <= last);
  const better = step < 0 ? 100 : 50 + step;
  return (difference < 0 ? 100 - better : better) / 100;
}

/** A game in the order it was played; `points` of the first of the two. */
export interface OrderedGame {
  readonly first: number;
  readonly second: number;
  readonly points: 0 | 0.5 | 1;
}

/** Elo updated game by game. The result depends on the order of games, so it is a live gauge and never a result. */
export function onlineElo(
  games: Iterable<OrderedGame>,
  players: number,
  { k, start }: { readonly k: number; readonly start: number },
): Float64Array {
  const ratings = new Float64Array(players).fill(start);
  for (const { first, second, points } of games) {
    const gain = k * (points - scoreOfElo(ratings[first]! - ratings[second]!));
    ratings[first]! += gain;
    ratings[second]! -= gain;
  }
  return ratings;
}
