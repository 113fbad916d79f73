import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/model/kernels/backend.js';
import { BOARD_KEEPING_METHODS, METHODS, type Method } from '../../src/vocabulary/unions.js';
import { loadChild, makeWorld, recipeOf, runRecipe, type World } from './world.js';

describe.each(['evaluation', 'recurrent'] as const)('fine-tuning a network with the %s tower', (kind) => {
  let world: World;
  beforeAll(async () => {
    await startBackend();
    world = await makeWorld(kind);
  });
  afterAll(() => rm(world.home, { recursive: true, force: true }));

  const run = (method: Method, steps: number, losses: number[] = []) =>
    runRecipe(world, recipeOf(world, 'positive', method, steps), {
      name: method,
      onMetric: ({ loss }) => losses.push(loss),
    });

  it.each(METHODS)(
    'moves the board through the trunk alone, or not at all (%s)',
    { timeout: 300_000 },
    async (method) => {
      const { address, checks } = await run(method, 12);
      const [base, child] = await Promise.all([world.base, address].map((name) => loadChild(world, name)));
      for (const [name, tensor] of Object.entries(base!.parameters)) {
        const same = tf.tidy(() => tf.equal(tensor, child!.parameters[name]!).all().dataSync()[0] === 1);
        if (/^(chess|policy|value)\./.test(name)) expect(same, name).toBe(true);
      }
      const keeps = BOARD_KEEPING_METHODS.includes(method);
      const trunk = ['trunk.block0.up.weight', 'trunk.block0.down.weight'].map((name) =>
        [base!, child!].map(({ parameters }) => parameters[name]!.dataSync().join()),
      );
      expect(trunk.every(([before, after]) => before === after)).toBe(keeps);
      base!.dispose();
      child!.dispose();
      if (keeps) expect(checks.chessPolicyKl).toBe(0);
      else expect(checks.chessPolicyKl).toBeGreaterThan(0);
      expect(Number.isFinite(checks.chessPolicyKl)).toBe(true);
      if (kind === 'evaluation') expect(checks.legalShare).toEqual({ child: 1, base: 1 });
    },
  );

  it('lowers the loss', { timeout: 300_000 }, async () => {
    const losses: number[] = [];
    await run('full', 60, losses);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.85);
  });
});
