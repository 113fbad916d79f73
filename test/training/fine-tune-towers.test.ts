import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/model/backend.js';
import { loadNetwork } from '../../src/model/checkpoint.js';
import { fineTune } from '../../src/training/fine-tune.js';
import { isTrained } from '../../src/training/methods.js';
import { METHODS, type Method } from '../../src/vocabulary/index.js';
import { makeWorld, recipeOf, type World } from './world.js';

describe.each(['evaluation', 'recurrent'] as const)('fine-tuning a network with the %s tower', (kind) => {
  let world: World;
  beforeAll(async () => {
    await startBackend();
    world = await makeWorld(kind);
  });
  afterAll(() => rm(world.home, { recursive: true, force: true }));

  const run = (method: Method, steps: number, losses: number[] = []) =>
    fineTune({
      recipe: recipeOf(world, 'positive', method, steps),
      baseDir: world.baseDir,
      datasetDir: world.datasetDir,
      runDir: join(world.home, 'runs', method),
      checkpointsDir: join(world.home, 'checkpoints'),
      signal: new AbortController().signal,
      onMetric: ({ loss }) => losses.push(loss),
    });

  it.each(METHODS)('moves the board through the trunk alone (%s)', { timeout: 300_000 }, async (method) => {
    const { address, checks } = await run(method, 12);
    const [base, child] = await Promise.all([world.base, address].map((name) => loadNetwork(join(world.home, 'checkpoints', name))));
    for (const [name, tensor] of Object.entries(base!.parameters)) {
      const same = tf.tidy(() => tf.equal(tensor, child!.parameters[name]!).all().dataSync()[0] === 1);
      if (!isTrained(method, name)) expect(same, name).toBe(true);
    }
    expect(await child!.parameters['trunk.block0.up.weight']!.data()).not.toEqual(await base!.parameters['trunk.block0.up.weight']!.data());
    base!.dispose();
    child!.dispose();
    expect(checks.chessPolicyKl).toBeGreaterThan(0);
    expect(Number.isFinite(checks.chessPolicyKl)).toBe(true);
    if (kind === 'evaluation') expect(checks.legalShare).toEqual({ child: 1, base: 1 });
  });

  it('lowers the loss', { timeout: 300_000 }, async () => {
    const losses: number[] = [];
    await run('full', 60, losses);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.85);
  });
});
