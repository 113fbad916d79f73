import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { playGames } from '../../../src/match/loop/play-games.js';
import { replayRecorded } from '../../../src/match/loop/replay-recorded.js';
import type { MoveSource, Player, PolicyModel } from '../../../src/match/player/player.js';
import { EnginePool } from '../../../src/match/uci/engine-pool.js';
import type { GameOrder, GameResult } from '../../../src/spec/game.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { LOGIT_TOLERANCE } from '../../../src/spec/logit-tolerance.js';
import type { ContestantKey, GameKey } from '../../../src/vocabulary/ids.js';
import { hashModel } from '../mock-model.js';

const pools: EnginePool[] = [];
afterEach(async () => void (await Promise.all(pools.splice(0).map((pool) => pool.close()))));

const networkOf = (salt: number, temperature: number): Player => ({
  kind: 'network',
  model: hashModel(salt),
  decoding: { temperature, guard: 'mate-and-repetition' },
});

/** Everybody against everybody with both colours. */
function tournament(players: ReadonlyMap<ContestantKey, Player>): GameOrder[] {
  const keys = [...players.keys()];
  const pairs = keys.flatMap((white) =>
    keys.filter((black) => black !== white).map((black) => [white, black] as const),
  );
  return pairs.map(([white, black]) => ({
    gameKey: sha256Hex(`${white} ${black}`) as GameKey,
    white,
    black,
    opening: 'd2d4 d7d5',
    maxPlies: 50,
  }));
}

async function played(
  orders: readonly GameOrder[],
  players: ReadonlyMap<ContestantKey, Player>,
): Promise<Map<GameKey, GameResult>> {
  const queue = [...orders];
  const results = new Map<GameKey, GameResult>();
  await playGames({
    players,
    next: () => queue.shift(),
    concurrency: 20,
    onFinished: (result) => results.set(result.gameKey, result),
  });
  return results;
}

/** `hashModel` with logits changed by up to `size`, and values by up to a third of it. */
function shiftedModel(salt: number, size: number): PolicyModel {
  const exact = hashModel(salt);
  return {
    async evaluate(positions) {
      const { policy, outcome } = await exact.evaluate(positions);
      const random = randomFromHash(sha256Hex('noise'));
      const shift = (): number => size * (2 * random.next() - 1);
      return { policy: policy.map((logit) => logit + shift()), outcome: outcome.map((share) => share + shift() / 3) };
    },
  };
}

/** An engine with dice of its own: it answers another move each time it is asked. */
function weakened(source: MoveSource): MoveSource {
  const random = randomFromHash(sha256Hex('dice'));
  const replies = ['a7a6', 'b8c6', 'g8f6', 'h7h6'];
  return { choose: async (moves) => (moves.length === 3 ? replies[random.below(4)]! : source.choose(moves)) };
}

describe('a recorded game, decided again', () => {
  it('has the same moves, whoever plays, evaluated with all others: networks, anchors, and an engine that decides by its own dice', async () => {
    const pool = await EnginePool.start(
      { command: process.execPath, args: [join(import.meta.dirname, '..', 'fake-engine.mjs')] },
      2,
      { readyMs: 10_000, moveMs: 5_000 },
    );
    pools.push(pool);
    const players = new Map<ContestantKey, Player>([
      ['one' as ContestantKey, networkOf(1, 0)],
      ['two' as ContestantKey, networkOf(2, 0.5)],
      ['three' as ContestantKey, networkOf(3, 1)],
      ['random' as ContestantKey, { kind: 'anchor', anchor: 'random' }],
      ['greedy' as ContestantKey, { kind: 'anchor', anchor: 'greedy' }],
      ['engine' as ContestantKey, { kind: 'engine', engine: weakened(pool) }],
    ]);
    const orders = tournament(players);
    const record = await played(orders, players);
    expect(record.size).toBe(30);
    const games = orders.map((order) => ({ order, recorded: record.get(order.gameKey)! }));
    const replayed = await replayRecorded(games, players);
    expect(replayed.map(({ gameKey }) => gameKey)).toEqual(orders.map(({ gameKey }) => gameKey));
    for (const { decided, same, ties, difference } of replayed)
      expect({ same, ties, difference }).toEqual({ same: decided, ties: [], difference: undefined });
    const own = games.map(({ order, recorded }) =>
      [order.white, order.black].reduce(
        (sum, key, side) => sum + (key === 'engine' ? 0 : (side === 0 ? recorded.white : recorded.black).moves),
        0,
      ),
    );
    expect(replayed.map(({ decided }) => decided)).toEqual(own);
  });

  it('names the half-move at which a network chose otherwise', async () => {
    const players = (salt: number) =>
      new Map<ContestantKey, Player>([
        ['one' as ContestantKey, networkOf(salt, 1)],
        ['random' as ContestantKey, { kind: 'anchor', anchor: 'random' }],
      ]);
    const [order] = tournament(players(1)) as [GameOrder];
    const recorded = (await played([order], players(1))).get(order.gameKey)!;
    const differenceOf = async (play: Partial<GameResult>, salt = 1) =>
      (await replayRecorded([{ order, recorded: { ...recorded, ...play } }], players(salt)))[0]!.difference;
    const { ply, reason, margin } = (await differenceOf({}, 2))!;
    expect(ply).toBeGreaterThanOrEqual(2);
    expect(ply % 2).toBe(0); // the network is White
    expect(reason).toContain(`ply ${ply + 1} is ${recorded.moves.split(' ')[ply]} on record`);
    const moves = recorded.moves.split(' ');
    expect(margin).toBeGreaterThan(LOGIT_TOLERANCE);
    expect(await differenceOf({ moves: moves.slice(0, 20).join(' ') })).toEqual({
      ply: 20,
      reason: 'ply 21 is none on record and the game goes on in the replay',
    });
    expect(await differenceOf({ moves: 'e2e4' })).toMatchObject({ ply: 0 });
    expect(await differenceOf({ moves: 'd2d4 d7d5 e2e5' })).toEqual({
      ply: 2,
      reason: 'ply 3 is e2e5 on record and not legal',
    });
    expect(await differenceOf({ termination: 'stalemate' })).toMatchObject({
      ply: moves.length,
      reason: expect.stringContaining('by stalemate on record') as string,
    });
  });

  it('is told from a game of a network that is a little off: ties up to the tolerance, differences beyond it', async () => {
    const off = (size: number) => shiftedModel(1, size);
    const players = (model: PolicyModel) =>
      new Map<ContestantKey, Player>(
        ['one', 'two'].map((key) => [
          key as ContestantKey,
          { kind: 'network', model, decoding: { temperature: 0.5, guard: 'mate-and-repetition' } },
        ]),
      );
    const orders = Array.from({ length: 60 }, (_, number) => ({
      gameKey: sha256Hex(`game ${number}`) as GameKey,
      white: 'one' as ContestantKey,
      black: 'two' as ContestantKey,
      opening: '',
      maxPlies: 60,
    }));
    const replayed = async (size: number) => {
      const record = await played(orders, players(off(size)));
      return replayRecorded(
        orders.map((order) => ({ order, recorded: record.get(order.gameKey)! })),
        players(hashModel(1)),
      );
    };
    const near = await replayed(0.9 * LOGIT_TOLERANCE);
    const margins = near.flatMap(({ ties }) => ties.map(({ margin }) => margin));
    expect(margins.length).toBeGreaterThan(0);
    expect(Math.max(...margins)).toBeLessThanOrEqual(0.9 * LOGIT_TOLERANCE + 1e-6);
    expect(near.flatMap(({ difference }) => difference ?? [])).toEqual([]);
    const far = await replayed(20 * LOGIT_TOLERANCE);
    expect(far.flatMap(({ difference }) => difference ?? []).length).toBeGreaterThan(0);
  });

  it('ends in a fault where the engine had lost by one', async () => {
    const failing: MoveSource = {
      choose: async (moves) => (moves.length < 7 ? ['', '', '', 'a7a6', '', 'a6a5'][moves.length]! : 'e2e5'),
    };
    const players = new Map<ContestantKey, Player>([
      ['one' as ContestantKey, networkOf(1, 1)],
      ['engine' as ContestantKey, { kind: 'engine', engine: failing, forfeitsOnFault: true }],
    ]);
    const order = tournament(players).find(({ white }) => white === 'one')!;
    const recorded = (await played([order], players)).get(order.gameKey)!;
    expect(recorded).toMatchObject({ termination: 'illegal-move', result: '1-0' });
    expect((await replayRecorded([{ order, recorded }], players))[0]!.difference).toBeUndefined();
  });
});
