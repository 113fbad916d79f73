import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Player } from '../../../src/match/player/player.js';
import { AnchorEngine } from '../../../src/match/uci/anchor-engine.js';
import type { EngineDefinition } from '../../../src/spec/engine.js';
import { ordersOf, playAll, playersOf } from '../orders.js';

const engines: AnchorEngine[] = [];
afterEach(async () => void (await Promise.all(engines.splice(0).map((engine) => engine.close()))));

function anchor(kind: string, definition: Partial<EngineDefinition> = {}, command = process.execPath): AnchorEngine {
  const engine = new AnchorEngine(
    { command, args: [join(import.meta.dirname, '..', 'fake-engine.mjs'), kind] },
    { name: 'fake', elo: 1200, limit: { nodes: 10 }, options: {}, ...definition },
    2,
    { readyMs: 10_000, moveMs: 1_000 },
  );
  engines.push(engine);
  return engine;
}
const random: Player = { kind: 'anchor', anchor: 'random' };
const player = (engine: AnchorEngine): Player => ({ kind: 'engine', engine, forfeitsOnFault: true });

describe('an engine as an anchor', () => {
  it('plays whole games, told what its definition says', async () => {
    const results = await playAll(
      ordersOf(4, { maxPlies: 30 }),
      playersOf(player(anchor('good', { options: { UCI_LimitStrength: true, UCI_Elo: 1300 } })), random),
      4,
    );
    expect(results).toHaveLength(4);
    expect(results.every(({ plies }) => plies > 2)).toBe(true);
  });

  it.each([
    ['broken', 'illegal-move'],
    ['none', 'illegal-move'],
    ['dies', 'engine-crash'],
    ['stuck', 'time-out'],
  ])('that is %s loses its game by %s, each game for itself', async (kind, fault) => {
    const orders = ordersOf(3, { maxPlies: 60 });
    const players = playersOf(player(anchor(kind)), random);
    const results = await playAll(orders, players, 3);
    expect(results).toHaveLength(3);
    for (const { gameKey, termination, result } of results) {
      expect(termination).toBe(fault);
      const isWhite = players.get(orders.find((order) => order.gameKey === gameKey)!.white)?.kind === 'engine';
      expect(result).toBe(isWhite ? '0-1' : '1-0');
    }
  });

  it.each([
    ['that cannot be started', anchor.bind(null, 'good', {}, '/none/such')],
    ['that never says it is ready', anchor.bind(null, 'flood')],
    ['without the options of its definition', anchor.bind(null, 'good', { options: { Skill: 3 } })],
  ])('%s is a fault of the machine: no game is lost', async (_, make) => {
    await expect(playAll(ordersOf(2), playersOf(player(make()), random), 2)).rejects.toMatchObject({
      name: 'EngineError',
      code: 'engine-missing',
    });
  });
});
