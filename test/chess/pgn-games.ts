import type { GameRecord } from '../../src/chess/pgn/pgn-write.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import type { GameKey, PlanHash } from '../../src/vocabulary/ids.js';
import { ordersOf, playAll, playersOf } from '../match/orders.js';

export const checkpoint = sha256Hex('a checkpoint');
const decoding = { temperature: 0.5, guard: 'mate-and-repetition' } as const;

export const GAME: GameRecord = {
  event: 'Positive against nobody',
  tournament: '0198c0de-0000-7000-8000-000000000000',
  planHash: sha256Hex('plan') as PlanHash,
  date: new Date('2026-03-04T05:06:07Z'),
  round: 12,
  white: { name: 'positive/3', checkpoint, decoding },
  black: { name: 'anchor:random', checkpoint: null, decoding: null },
  gameKey: sha256Hex('game') as GameKey,
  openingPlies: 2,
  result: '0-1',
  termination: 'checkmate',
  moves: 'f2f3 e7e5 g2g4 d8h4',
};

/** 25 games of a greedy player against a random one, from their openings to the end. */
export async function wholeGames(): Promise<GameRecord[]> {
  const player = { kind: 'anchor', anchor: 'greedy' } as const;
  const orders = ordersOf(25);
  const results = await playAll(orders, playersOf(player, { kind: 'anchor', anchor: 'random' }));
  return results.map(
    ({ gameKey, result, termination, moves }, number): GameRecord => ({
      ...GAME,
      event: `"${number}" \\`,
      round: number + 1,
      openingPlies: 0,
      gameKey,
      result,
      termination,
      moves,
    }),
  );
}
