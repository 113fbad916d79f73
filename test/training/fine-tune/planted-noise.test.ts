import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { withTrunkNoise } from '../../../src/training/fine-tune/planted-noise.js';
import { cardOf, loadChild, makeWorld, recipeOf, runRecipe, valuesOf, type World } from '../world.js';

const rms = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0) / values.length);

describe('noise on a trunk', () => {
  const shapes = ['trunk.block0.up.weight', 'trunk.block0.up.bias', 'chat.trunk.block0.up.weight', 'chess.stem.weight'];
  const count = 40_000;
  const values = new Map(
    shapes.map((name, i) => [
      name,
      Float32Array.from({ length: count }, (_, k) => (i === 1 ? 0 : Math.sin(k + i) + 2)),
    ]),
  );
  const noisy = (size: number, seed = 'a') =>
    withTrunkNoise(
      shapes.map((name) => ({ name, shape: [count], init: 'zero' })),
      values,
      { size, seed },
    );

  it.each([0.25, 1])('moves weights by %s of the root mean square of their tensor, normally distributed', (size) => {
    const before = values.get(shapes[0]!)!;
    const unit = size * rms(before);
    const changes = noisy(size)
      .get(shapes[0]!)!
      .map((value, i) => (value - before[i]!) / unit);
    // of n standard normal values the mean has error 1/√n, the root mean square 1/√(2n), the mean fourth power √(96/n)
    const fourth = changes.reduce((sum, x) => sum + x ** 4, 0) / count;
    expect(Math.abs(changes.reduce((sum, x) => sum + x, 0) / count)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(rms(changes) - 1)).toBeLessThan(4 / Math.sqrt(2 * count));
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  });

  it('leaves a tensor of zeros, a trunk of the chat’s own and everything else as they are', () => {
    for (const name of shapes.slice(1)) expect(noisy(1).get(name)).toEqual(values.get(name));
  });

  it('depends on its seed alone', () => {
    expect(noisy(0.5)).toEqual(noisy(0.5));
    expect(noisy(0.5, 'b').get(shapes[0]!)).not.toEqual(noisy(0.5).get(shapes[0]!));
  });
});

describe('a fine-tune with planted noise', () => {
  let world: World;
  beforeAll(async () => {
    await startBackend();
    world = await makeWorld('convolutional', 0.2);
  });
  afterAll(() => rm(world.home, { recursive: true, force: true }));
  const run = (name: string, noise?: number) =>
    runRecipe(world, recipeOf(world, 'positive', 'full', 12, 1, noise === undefined ? {} : { noise }), { name });

  it('is the child without it, moved in the trunk by that size, and the same at every run', async () => {
    const plain = await run('plain');
    const noisy = await run('noisy', 0.5);
    expect((await run('again', 0.5)).address).toBe(noisy.address);
    const [before, after] = await Promise.all([loadChild(world, plain.address), loadChild(world, noisy.address)]);
    const old = valuesOf(before);
    const squares = { change: 0, count: 0 };
    for (const [name, data] of valuesOf(after)) {
      const was = old.get(name)!;
      if (!name.startsWith('trunk.')) {
        expect(data, name).toEqual(was);
        continue;
      }
      const unit = 0.5 * rms(was);
      squares.change += data.reduce((sum, value, i) => sum + ((value - was[i]!) / unit) ** 2, 0);
      squares.count += data.length;
    }
    expect(Math.abs(Math.sqrt(squares.change / squares.count) - 1)).toBeLessThan(4 / Math.sqrt(2 * squares.count));
    before.dispose();
    after.dispose();
  });

  it('is checked as it plays, and its card says what was done to it', async () => {
    const plain = await run('plain-checks');
    const noisy = await run('noisy-checks', 2);
    expect(noisy.checks.chessPolicyKl).toBeGreaterThan(plain.checks.chessPolicyKl);
    expect(noisy.checks.neutralPerplexity!.child).not.toBe(plain.checks.neutralPerplexity!.child);
    expect(noisy.checks.neutralPerplexity!.base).toBe(plain.checks.neutralPerplexity!.base);
    const card = await cardOf(world, noisy.address);
    expect(card.name).toBe('positive child, seed 1, planted noise 2');
    expect(card).toMatchObject({ arm: { noise: 2 } });
    expect((await cardOf(world, plain.address)).name).toBe('positive child, seed 1');
  });

  it('leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    await run('leak', 0.5);
    expect(tf.memory().numTensors).toBe(before);
  });
});
