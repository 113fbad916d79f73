import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { playGauntlet } from '../../../src/match/loop/gauntlet.js';
import type { MoveSource, Player } from '../../../src/match/player/player.js';
import { EnginePool } from '../../../src/match/uci/engine-pool.js';
import { flatModel, hashModel } from '../mock-model.js';
import { ordersOf, playAll, playersOf } from '../orders.js';

const pools: EnginePool[] = [];
afterEach(async () => void (await Promise.all(pools.splice(0).map((pool) => pool.close()))));

async function fakePool(kind: string, size = 2): Promise<EnginePool> {
  const pool = await EnginePool.start(
    { command: process.execPath, args: [join(import.meta.dirname, '..', 'fake-engine.mjs'), kind] },
    size,
    { readyMs: 10_000, moveMs: 1_000 },
  );
  pools.push(pool);
  return pool;
}

const random: Player = { kind: 'anchor', anchor: 'random' };
const network = (): Player => ({ kind: 'network', model: hashModel(1), decoding: { temperature: 1, guard: 'none' } });
const byKey = <T extends { gameKey: string }>(results: T[]): T[] =>
  [...results].sort((a, b) => (a.gameKey < b.gameKey ? -1 : 1));

describe('games with an engine', () => {
  it('are equal games, however many are played at once and by however many processes', async () => {
    const orders = ordersOf(6, { maxPlies: 40 });
    const alone = await playAll(orders, playersOf(network(), { kind: 'engine', engine: await fakePool('good', 1) }), 1);
    const together = await playAll(orders, playersOf(network(), { kind: 'engine', engine: await fakePool('good') }), 6);
    expect(byKey(together)).toEqual(byKey(alone));
    expect(alone.every(({ plies }) => plies > 0)).toBe(true);
  });

  it('go on while an engine thinks', async () => {
    const asked: number[] = [];
    let most = 0;
    const slow: MoveSource = {
      choose: async (moves) => {
        asked.push(moves.length);
        most = Math.max(most, asked.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
        asked.pop();
        return moves.length === 0 ? 'e2e4' : 'a7a6';
      },
    };
    const results = await playAll(ordersOf(8, { maxPlies: 2 }), playersOf({ kind: 'engine', engine: slow }, random), 8);
    expect(results).toHaveLength(8);
    expect(most).toBeGreaterThan(1);
  });

  it.each([
    ['broken', 'MatchError', '"e2e5", which is no legal move'],
    ['none', 'MatchError', '"(none)", which is no legal move'],
    ['dies', 'EngineError', 'ended by itself'],
    ['stuck', 'EngineError', 'did not answer within 1 s'],
  ])('end with what a %s engine did', async (kind, name, words) => {
    const players = playersOf({ kind: 'engine', engine: await fakePool(kind) }, random);
    await expect(playAll(ordersOf(4), players, 4)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words) as string,
    });
  });

  it('stop at once when told', async () => {
    const stop = new AbortController();
    const never: MoveSource = { choose: () => new Promise(() => undefined) };
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(gauntlet({ kind: 'engine', engine: never }, 2, stop.signal)).rejects.toThrow('enough');
  });
});

const gauntlet = (opponent: Player, games: number, signal?: AbortSignal) =>
  playGauntlet({
    player: random,
    opponent,
    name: 'test',
    games,
    book: ['e2e4 e7e5', 'd2d4 d7d5', 'c2c4 e7e5'],
    openingPlies: 2,
    maxPlies: 120,
    seed: '1',
    concurrency: 8,
    ...(signal ? { signal } : {}),
  });

describe('a gauntlet', () => {
  it('plays every opening twice and counts games and pairs alike', async () => {
    const games: string[] = [];
    const { wins, draws, losses, pairs, endings, score } = await playGauntlet({
      player: random,
      opponent: { kind: 'anchor', anchor: 'greedy' },
      name: 'greedy',
      games: 40,
      book: ['e2e4 e7e5', 'd2d4 d7d5', 'c2c4 e7e5'],
      openingPlies: 1,
      maxPlies: 120,
      seed: '1',
      concurrency: 8,
      onGame: ({ moves }) => games.push(moves.split(' ')[0]!),
    });
    expect(wins + draws + losses).toBe(40);
    expect(pairs.reduce((sum, n) => sum + n, 0)).toBe(20);
    expect(pairs.reduce((sum, n, half) => sum + (n * half) / 2, 0)).toBe(wins + draws / 2);
    expect(score).toBeCloseTo((wins + draws / 2) / 40, 12);
    expect(Object.values(endings).reduce((sum, n) => sum + n, 0)).toBe(40);
    for (const move of ['e2e4', 'd2d4', 'c2c4']) expect(games.filter((first) => first === move).length % 2).toBe(0);
  });

  it('sees the score from the side of its player', async () => {
    // The engine's lowest moves: it never mates and greedy takes all it has, so greedy loses no game.
    const pool = await fakePool('good');
    const { losses, wins } = await playGauntlet({
      player: { kind: 'anchor', anchor: 'greedy' },
      opponent: { kind: 'engine', engine: pool },
      name: 'fake',
      games: 8,
      book: ['e2e4 e7e5', 'd2d4 d7d5', 'c2c4 e7e5', 'g1f3 g8f6'],
      openingPlies: 2,
      maxPlies: 200,
      seed: '1',
      concurrency: 8,
    });
    expect(wins).toBeGreaterThan(0);
    expect(losses).toBe(0);
  });

  it('sums what its player did, and not its opponent', async () => {
    const player: Player = { kind: 'network', model: flatModel(), decoding: { temperature: 1, guard: 'none' } };
    const { play } = await playGauntlet({
      player,
      opponent: random,
      name: 'x',
      games: 4,
      book: ['e2e4 e7e5'],
      openingPlies: 2,
      maxPlies: 12,
      seed: '1',
      concurrency: 4,
    });
    expect(play.moves).toBe(4 * 5); // ten moves after the opening, half of them its own
    expect(play.legalShare).toBeGreaterThan(15 / 4288); // a flat policy: legal moves of 4288
    expect(play.legalShare).toBeLessThan(50 / 4288);
    expect(play.guarded).toBe(0);
  });

  it('needs whole pairs', async () => {
    await expect(gauntlet(random, 3)).rejects.toThrow('an even number');
  });
});
