import { mkdtemp, rm } from 'node:fs/promises';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ComputeProcess } from '../../src/orchestration/compute-process.js';
import { workerChildOptions } from '../../src/orchestration/compute-threads.js';
import { isAlive } from '../../src/store/postgres/local-process.js';
import { recipeOf } from '../store/small-plan.js';
import { mockProcess, SEEDS, until } from './mock.js';

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-compute-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

const started: ComputeProcess[] = [];
afterEach(async () => {
  const pids = started.map(({ pid }) => pid);
  await Promise.all(started.splice(0).map((compute) => compute.stop()));
  expect(
    pids.filter((pid) => pid !== undefined && isAlive(pid)),
    'children left running',
  ).toEqual([]);
});

const make: typeof mockProcess = (options) => {
  const compute = mockProcess(options);
  started.push(compute);
  return compute;
};
const fineTune = (seed: number) => ({ type: 'fine-tune', recipe: recipeOf(seed), home }) as const;
const chat = (...turns: string[]) =>
  ({
    type: 'chat',
    home,
    checkpoint: 'c',
    turns,
    decoding: { temperature: 0, topK: 1, maxTokens: 1 },
    seed: 1,
  }) as const;

describe('the compute process', () => {
  it('forks a child for the first request, relays its metrics in order and answers', async () => {
    const compute = make();
    expect(compute.pid).toBeUndefined();
    const steps: number[] = [];
    const { address } = await compute.request<'fine-tune'>(fineTune(SEEDS.good), {
      onMetric: ({ step }) => steps.push(step),
    });
    expect(address).toMatch(/^[0-9a-f]{64}$/);
    expect(steps).toEqual([1, 2]);
    expect(compute.backend?.name).toBe('mock');
  });

  it('passes on the code of a failure', async () => {
    await expect(make().request<'fine-tune'>(fineTune(SEEDS.diverges))).rejects.toMatchObject({ code: 'diverged' });
  });

  it('fails the running requests when the child dies, names the signal, and forks another for the next', async () => {
    const compute = make();
    const waiting = compute.request<'fine-tune'>(fineTune(SEEDS.waits));
    await expect(compute.request<'fine-tune'>(fineTune(SEEDS.crashes))).rejects.toMatchObject({
      code: 'child-exited',
      signal: 'SIGKILL',
    });
    await expect(waiting).rejects.toMatchObject({ code: 'child-exited' });
    await expect(compute.request<'chat'>(chat('hello'))).resolves.toMatchObject({
      reply: expect.stringContaining('heard 1') as string,
    });
  });

  it('cancels a request, and kills a child that does not listen', async () => {
    const compute = make({ cancelGraceMs: 1_000 });
    await compute.request<'chat'>(chat('hello'));
    const polite = compute.start<'fine-tune'>(fineTune(SEEDS.waits));
    polite.cancel();
    await expect(polite.result).rejects.toMatchObject({ code: 'cancelled' });
    const deaf = compute.start<'fine-tune'>(fineTune(SEEDS.deaf));
    deaf.cancel();
    await expect(deaf.result).rejects.toMatchObject({ code: 'child-exited', signal: 'SIGKILL' });
  });

  it('kills a child that works without a sign of life, and leaves an idle one alone', async () => {
    const compute = make({ silenceMs: 2_000 });
    await compute.request<'chat'>(chat('hello'));
    const { pid } = compute;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(compute.pid).toBe(pid);
    await expect(compute.request<'fine-tune'>(fineTune(SEEDS.mute))).rejects.toMatchObject({ code: 'child-silent' });
    await until(() => !isAlive(pid!), 'the silent child is gone');
  });

  it('replaces an idle child that is over its budget', async () => {
    const compute = make({ budget: { tensors: 150, rssBytes: 2 } });
    const pidOf = async () => (await compute.request<'chat'>(chat('hello'))).reply.split(' ')[0];
    const first = await pidOf();
    expect(await pidOf()).toBe(first); // 100 tensors, then 200
    expect(await pidOf()).not.toBe(first);
  });

  it('says that it is stopped, and that a child cannot be started', async () => {
    const compute = make();
    const running = compute.request<'fine-tune'>(fineTune(SEEDS.waits));
    await compute.stop();
    await expect(running).rejects.toMatchObject({ code: 'stopped' });
    await expect(compute.request<'chat'>(chat('hello'))).rejects.toMatchObject({ code: 'stopped' });
    const missing = make({ entry: join(home, 'no-such-file.mjs') });
    await expect(missing.request<'chat'>(chat('hello'))).rejects.toMatchObject({ code: 'child-exited' });
  });

  it('gives the child of a match worker a lower priority, and that of a fine-tune worker its own', async () => {
    for (const [kind, lower] of [
      ['match', constants.priority.PRIORITY_BELOW_NORMAL],
      ['fine-tune', 0],
    ] as const) {
      const compute = make(workerChildOptions(kind));
      await compute.request<'chat'>(chat('hello'));
      expect(getPriority(compute.pid), kind).toBe(Math.min(19, Math.max(getPriority(), lower)));
    }
  });

  it('keeps the address of the database from the child', async () => {
    process.env.DATABASE_URL = 'postgres://secret';
    try {
      expect((await make().request<'chat'>(chat('environment'))).reply).toBe('undefined');
    } finally {
      delete process.env.DATABASE_URL;
    }
  });
});
