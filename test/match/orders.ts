import { type PlayOptions, playGames } from '../../src/match/loop/play-games.js';
import type { Player } from '../../src/match/player/player.js';
import type { GameOrder, GameResult } from '../../src/spec/game.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import type { ContestantKey, GameKey } from '../../src/vocabulary/ids.js';

export const ONE = sha256Hex('one') as ContestantKey;
export const TWO = sha256Hex('two') as ContestantKey;

/** `count` games between two contestants, colours alternating. */
export function ordersOf(count: number, change: Partial<GameOrder> = {}): GameOrder[] {
  return Array.from({ length: count }, (_, number) => ({
    gameKey: sha256Hex(`game ${number}`) as GameKey,
    white: number % 2 === 0 ? ONE : TWO,
    black: number % 2 === 0 ? TWO : ONE,
    opening: '',
    maxPlies: 300,
    ...change,
  }));
}

export function playersOf(one: Player, two: Player): ReadonlyMap<ContestantKey, Player> {
  return new Map([
    [ONE, one],
    [TWO, two],
  ]);
}

/** Plays all orders; results in the order in which games end. */
export async function playAll(
  orders: readonly GameOrder[],
  players: PlayOptions['players'],
  concurrency = 200,
): Promise<GameResult[]> {
  const queue = [...orders];
  const results: GameResult[] = [];
  await playGames({ players, next: () => queue.shift(), concurrency, onFinished: (result) => results.push(result) });
  return results;
}
