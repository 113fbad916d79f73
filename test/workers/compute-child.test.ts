import { fork } from 'node:child_process';
import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetDir } from '../../src/files/home.js';
import { startBackend } from '../../src/model/kernels/backend.js';
import { ComputeProcess } from '../../src/orchestration/compute-process.js';
import type { GameOrder, GameResult, PlannedContestant } from '../../src/spec/game.js';
import { fineTuneKey } from '../../src/spec/keys/fine-tune-key.js';
import { hashOf, sha256Hex } from '../../src/spec/keys/hash.js';
import { isAlive } from '../../src/store/postgres/local-process.js';
import type { ContestantKey, GameKey } from '../../src/vocabulary/ids.js';
import { built } from '../built.js';
import { silent, until } from '../orchestration/mock.js';
import { makeWorld, recipeOf, type World } from '../training/world.js';

/** The real child from `dist`, with TensorFlow and a tiny network. */
let world: World;
let compute: ComputeProcess;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld();
  await rename(world.datasetDir, datasetDir(world.home, 'f'.repeat(64)));
  compute = new ComputeProcess({ log: silent, entry: built('workers/compute-child.js') });
});
afterAll(async () => {
  await compute.stop();
  await rm(world.home, { recursive: true, force: true });
});

const decoding = { temperature: 0.5, guard: 'none' } as const;
const none = { arm: null, replicate: null, checkpoint: null, fineTuneKey: null, anchor: null, decoding: null };
const anchor = (name: 'random' | 'greedy'): PlannedContestant => ({
  ...none,
  key: hashOf<ContestantKey>({ anchor: name }),
  kind: 'anchor',
  name: `anchor:${name}`,
  anchor: name,
});
const untouched = (): PlannedContestant => ({
  ...none,
  key: hashOf<ContestantKey>(world.base),
  kind: 'untouched',
  name: 'untouched',
  checkpoint: world.base,
  decoding,
});
const games = (white: PlannedContestant, black: PlannedContestant, from: number, count: number): GameOrder[] =>
  Array.from({ length: count }, (_, i) => ({
    gameKey: sha256Hex(`game ${from + i}`) as GameKey,
    white: white.key,
    black: black.key,
    opening: 'e2e4 e7e5',
    maxPlies: 60,
  }));
const move = (fen: string) =>
  ({
    type: 'move',
    home: world.home,
    checkpoint: world.base,
    fen,
    decoding: { temperature: 0, guard: 'none' },
    seed: 1,
  }) as const;

describe('the compute child', () => {
  it('measures steps and moves, leaving no file and no tensor behind', async () => {
    const work = { type: 'measure', home: world.home, base: world.base, batch: 4, maxTokens: 32 } as const;
    const before = await readdir(world.home);
    const tensors = new Set<number>();
    for (const kind of ['match', 'fine-tune', 'fine-tune'] as const) {
      const { seconds } = await compute.request<'measure'>({ ...work, work: kind });
      expect(seconds).toBeGreaterThan(0);
      tensors.add(compute.usage!.tensors);
    }
    expect(tensors.size).toBe(1);
    expect(await readdir(world.home)).toEqual(before);
    await expect(compute.request<'measure'>({ ...work, base: '0'.repeat(64), work: 'match' })).rejects.toMatchObject({
      code: 'checkpoint-missing',
    });
  });

  it('answers chats and moves from the same seed alike, and says what is wrong with a request', async () => {
    const start = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';
    const first = await compute.request<'move'>(move(start));
    expect(first.move).toMatch(/^[a-h][1-8][a-h][1-8]$/);
    expect(first.outcome.win + first.outcome.draw + first.outcome.loss).toBeCloseTo(1, 5);
    expect(await compute.request<'move'>(move(start))).toEqual(first);
    const chat = {
      type: 'chat',
      home: world.home,
      checkpoint: world.base,
      turns: ['hello'],
      decoding: { temperature: 1, topK: 20, maxTokens: 8, bestOf: 2 },
      seed: 4,
    } as const;
    expect(await compute.request<'chat'>(chat)).toEqual(await compute.request<'chat'>(chat));
    expect(compute.backend?.name).toMatch(/tensorflow|wasm/);
    expect(compute.usage!.networks).toBe(1);

    await expect(compute.request<'move'>(move('no fen'))).rejects.toMatchObject({ code: 'bad-position' });
    const stalemate = move('7k/5Q2/6K1/8/8/8/8/8 b - - 0 1');
    await expect(compute.request<'move'>(stalemate)).rejects.toMatchObject({ code: 'bad-position' });
    await expect(compute.request<'chat'>({ ...chat, checkpoint: 'a'.repeat(64) })).rejects.toMatchObject({
      code: 'checkpoint-missing',
    });
  });

  it('plays games with networks and anchors, takes more on the way, and ends when told', async () => {
    const [base, random, greedy] = [untouched(), anchor('random'), anchor('greedy')];
    const results: GameResult[] = [];
    const task = compute.start<'play'>(
      {
        type: 'play',
        home: world.home,
        contestants: [base, random],
        games: games(base, random, 0, 10),
        concurrency: 8,
      },
      { onGames: (finished) => results.push(...finished) },
    );
    task.moreGames(games(greedy, base, 10, 6), [greedy]);
    await until(() => results.length === 16, 'all games end', 60_000);
    task.noMoreGames();
    expect(await task.result).toEqual({ played: 16 });
    expect(new Set(results.map(({ gameKey }) => gameKey)).size).toBe(16);

    // a game replays alone, move for move
    const again: GameResult[] = [];
    const lone = compute.start<'play'>(
      { type: 'play', home: world.home, contestants: [base, random], games: games(base, random, 3, 1), concurrency: 1 },
      { onGames: (finished) => again.push(...finished) },
    );
    lone.noMoreGames();
    await lone.result;
    expect(again).toEqual(results.filter(({ gameKey }) => gameKey === again[0]!.gameKey));
  });

  it('stops playing when cancelled, while it waits for games as well', async () => {
    const [random, greedy] = [anchor('random'), anchor('greedy')];
    for (const count of [20_000, 0]) {
      const task = compute.start<'play'>({
        type: 'play',
        home: world.home,
        contestants: [random, greedy],
        games: games(random, greedy, 100, count),
        concurrency: 8,
      });
      task.cancel();
      await expect(task.result).rejects.toMatchObject({ code: 'cancelled' });
    }
  });

  it('fine-tunes a child, keeps no tensors, and reports faults by code', async () => {
    const steps: number[] = [];
    const recipe = recipeOf(world, 'positive', 'full', 20);
    const before = compute.usage!.tensors;
    const { address, checks } = await compute.request<'fine-tune'>(
      { type: 'fine-tune', recipe, home: world.home },
      { onMetric: ({ step }) => steps.push(step) },
    );
    expect(steps.at(-1)).toBe(20);
    expect(checks.samples.length).toBeGreaterThan(0);
    expect(fineTuneKey(recipe)).not.toBe(address);
    expect(compute.usage!.tensors).toBe(before);
    const child = { ...move('rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1'), checkpoint: address };
    expect((await compute.request<'move'>(child)).move).toBeTruthy();
    const greedyRecipe = { ...recipe, treatment: { ...recipe.treatment, dose: { examples: 100_000, steps: 5 } } };
    await expect(
      compute.request<'fine-tune'>({ type: 'fine-tune', recipe: greedyRecipe, home: world.home }),
    ).rejects.toMatchObject({ code: 'too-few-examples' });
  });

  it('stops a fine-tune in the middle, and goes on from there when asked again', async () => {
    const recipe = recipeOf(world, 'negative', 'full', 3_000);
    const steps: number[] = [];
    const task = compute.start<'fine-tune'>(
      { type: 'fine-tune', recipe, home: world.home },
      {
        onMetric: ({ step }) => {
          steps.push(step);
          if (step >= 50) task.cancel();
        },
      },
    );
    await expect(task.result).rejects.toMatchObject({ code: 'cancelled' });
    expect(steps.at(-1)).toBeLessThan(1_500);
    const more: number[] = [];
    const second = compute.start<'fine-tune'>(
      { type: 'fine-tune', recipe, home: world.home },
      {
        onMetric: ({ step }) => {
          more.push(step);
          second.cancel();
        },
      },
    );
    await expect(second.result).rejects.toMatchObject({ code: 'cancelled' });
    expect(more[0]).toBeGreaterThan(50);
  });

  it('refuses a checkpoint that does not hash to its address', async () => {
    const folder = join(world.home, 'checkpoints');
    const other = 'b'.repeat(64);
    await cp(join(folder, world.base), join(folder, other), { recursive: true });
    await expect(
      compute.request<'move'>({ ...move('8/8/8/4k3/8/8/4P3/4K3 w - - 0 1'), checkpoint: other }),
    ).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await writeFile(join(folder, other, 'config.json'), 'no json');
    await expect(
      compute.request<'move'>({ ...move('8/8/8/4k3/8/8/4P3/4K3 w - - 0 1'), checkpoint: other }),
    ).rejects.toMatchObject({ code: 'bad-checkpoint' });
  });

  it('ends when its parent is gone', async () => {
    const parent = fork(built('workers/compute-child.js'), [], {
      serialization: 'advanced',
      stdio: 'ignore',
      execArgv: [],
    });
    const { pid } = parent;
    parent.disconnect();
    await until(() => !isAlive(pid!), 'the orphan ends');
  });
});
