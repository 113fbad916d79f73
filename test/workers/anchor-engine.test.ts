import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComputeProcess } from '../../src/orchestration/compute-process.js';
import type { EngineDefinition } from '../../src/spec/engine.js';
import type { GameOrder, GameResult, PlannedContestant } from '../../src/spec/game.js';
import { hashOf, sha256Hex } from '../../src/spec/keys/hash.js';
import type { ContestantKey, GameKey } from '../../src/vocabulary/ids.js';
import { built } from '../built.js';
import { silent } from '../orchestration/mock.js';

/** The real child from `dist`, whose configuration names two engines: one that plays and one that dies. */
const FAKE = join(import.meta.dirname, '..', 'match', 'fake-engine.mjs');
let compute: ComputeProcess;
let home: string;
const before = process.env.SENTIMATE_ENGINES;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sentimate-anchors-'));
  process.env.SENTIMATE_ENGINES = JSON.stringify(
    ['good', 'dies'].map((kind) => ({
      name: `fake-${kind}`,
      command: process.execPath,
      args: [FAKE, kind],
      nodes: 1,
      elo: 1200,
    })),
  );
  compute = new ComputeProcess({ log: silent, entry: built('workers/compute-child.js') });
});
afterAll(async () => {
  if (before === undefined) delete process.env.SENTIMATE_ENGINES;
  else process.env.SENTIMATE_ENGINES = before;
  await compute.stop();
  await rm(home, { recursive: true, force: true });
});

function anchor(name: string, isEngine = true): PlannedContestant {
  const engine: EngineDefinition = { name, elo: 1200, limit: { nodes: 1 }, options: {} };
  const none = { arm: null, replicate: null, checkpoint: null, fineTuneKey: null, decoding: null };
  return {
    ...none,
    key: hashOf<ContestantKey>({ name }),
    kind: 'anchor',
    name: `anchor:${name}`,
    anchor: name,
    ...(isEngine ? { engine } : {}),
  };
}

async function play(engine: PlannedContestant): Promise<GameResult[]> {
  const random = anchor('random', false);
  const results: GameResult[] = [];
  const games = Array.from(
    { length: 4 },
    (_, i): GameOrder => ({
      gameKey: sha256Hex(`${engine.name} ${i}`) as GameKey,
      ...(i % 2 === 0 ? { white: engine.key, black: random.key } : { white: random.key, black: engine.key }),
      opening: 'e2e4 e7e5',
      maxPlies: 20,
    }),
  );
  const task = compute.start<'play'>(
    { type: 'play', home, contestants: [engine, random], games, concurrency: 4 },
    { onGames: (finished) => results.push(...finished) },
  );
  task.noMoreGames();
  await task.result;
  return results;
}

describe('a configured engine in the compute child', () => {
  it('plays what the plan says', async () => {
    const results = await play(anchor('fake-good'));
    expect(results).toHaveLength(4);
    for (const { plies } of results) expect(plies).toBeGreaterThan(2);
  });

  it('that dies loses each game for itself', async () => {
    const results = await play(anchor('fake-dies'));
    expect(results.map(({ termination }) => termination)).toEqual(Array(4).fill('engine-crash'));
  });

  it('that this machine does not have costs nobody a game', async () => {
    await expect(play(anchor('fake-elsewhere'))).rejects.toMatchObject({ code: 'engine-missing' });
  });
});
