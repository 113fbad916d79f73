import { type ContestantKey, pointsOf } from '../../vocabulary/index.js';
import type { TableGame } from './match-table.js';

export interface BlockGame extends TableGame {
  readonly block: number;
}
export interface BlockPlayers {
  readonly block: number;
  readonly first: ContestantKey;
  readonly second: ContestantKey;
}

/**
 * First arm's share of points minus the second's in the games of each block alone, where both play the same opponents.
 * Later blocks never change it, unlike ratings, so it can be watched; given all earlier blocks, arms without effect can
 * be swapped in it. A block without games of either is left out.
 */
export function blockDifferences(games: Iterable<BlockGame>, players: readonly BlockPlayers[]): number[] {
  return [...differencesByBlock(games, players).values()];
}

/** The same by block, in the order of `players`. */
export function differencesByBlock(games: Iterable<BlockGame>, players: readonly BlockPlayers[]): Map<number, number> {
  const tallies = new Map<string, { points: number; games: number }>();
  const add = (block: number, key: ContestantKey, points: number): void => {
    const id = `${block} ${key}`;
    const tally = tallies.get(id) ?? { points: 0, games: 0 };
    tallies.set(id, { points: tally.points + points, games: tally.games + 1 });
  };
  for (const { block, white, black, result } of games) {
    add(block, white, pointsOf(result, true));
    add(block, black, pointsOf(result, false));
  }
  const found = new Map<number, number>();
  for (const { block, first, second } of players) {
    const [a, b] = [tallies.get(`${block} ${first}`), tallies.get(`${block} ${second}`)];
    if (a && b) found.set(block, a.points / a.games - b.points / b.games);
  }
  return found;
}
