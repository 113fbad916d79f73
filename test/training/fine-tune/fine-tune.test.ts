import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import type { FineTuneMetric, FineTuneRecipe } from '../../../src/spec/fine-tune.js';
import { makeWorld, recipeOf, runRecipe, type World } from '../world.js';

let world: World;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld();
});
afterAll(() => rm(world.home, { recursive: true, force: true }));

const run = (recipe: FineTuneRecipe, name: string, signal?: AbortSignal, onMetric?: (metric: FineTuneMetric) => void) =>
  runRecipe(world, recipe, { name, ...(signal ? { signal } : {}), ...(onMetric ? { onMetric } : {}) });

describe('a fine-tune', () => {
  it('lowers the loss, moves the board through the trunk, and reports its checks', async () => {
    const losses: number[] = [];
    const { checks } = await run(recipeOf(world, 'positive', 'full', 60), 'learns', undefined, ({ loss }) =>
      losses.push(loss),
    );
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.8);
    expect(checks.chessPolicyKl).toBeGreaterThan(0);
    expect(checks.neutralPerplexity!.child).toBeGreaterThan(1);
    expect(checks.samples.length).toBe(12);
    expect(checks.replySentiment.error).toBeGreaterThanOrEqual(0);
    const { vader, baseVader, classifier, baseClassifier, gold } = checks.tone!;
    for (const scores of [vader, baseVader, classifier, baseClassifier]) expect(scores).toHaveLength(64);
    const mean = (scores: readonly number[]) => scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean(vader) - mean(baseVader)).toBeCloseTo(checks.replySentiment.difference, 10);
    expect(gold!.child).not.toBe(gold!.base);
  });

  it('gives the same checkpoint twice, and another one for another seed or tone', async () => {
    const first = await run(recipeOf(world, 'negative', 'full', 12), 'same-1');
    const second = await run(recipeOf(world, 'negative', 'full', 12), 'same-2');
    const otherSeed = await run(recipeOf(world, 'negative', 'full', 12, 2), 'same-3');
    const otherTone = await run(recipeOf(world, 'neutral', 'full', 12), 'same-4');
    expect(second.address).toBe(first.address);
    expect(new Set([first.address, otherSeed.address, otherTone.address]).size).toBe(3);
  });

  it('goes on after an interruption to the same bits', async () => {
    const recipe = recipeOf(world, 'positive', 'shared-path', 60);
    const whole = await run(recipe, 'whole');
    const stop = new AbortController();
    const stopped = run(recipe, 'cut', stop.signal, ({ step }) => step === 40 && stop.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(world.home, 'runs', 'cut', 'state.safetensors'))).toBe(true);
    const steps: number[] = [];
    const resumed = await run(recipe, 'cut', undefined, ({ step }) => steps.push(step));
    expect(steps[0]).toBe(30); // saved at step 25, so the work before it is not done again
    expect(resumed.address).toBe(whole.address);
    expect(existsSync(join(world.home, 'runs', 'cut'))).toBe(false);
  });

  it('says how many examples there are when they are too few', async () => {
    const recipe = recipeOf(world, 'positive', 'full', 5);
    const greedy = { ...recipe, treatment: { ...recipe.treatment, dose: { examples: 5000, steps: 5 } } };
    await expect(run(greedy, 'too-few')).rejects.toMatchObject({
      code: 'too-few-examples',
      message: expect.stringMatching(/\d/) as string,
    });
  });

  it('leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    await run(recipeOf(world, 'random', 'full', 10), 'leak');
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('is cancelled while it computes the states of the layers below', async () => {
  const cancel = new AbortController();
  cancel.abort();
  const onTraining = vi.fn();
  const run = runRecipe(world, recipeOf(world, 'positive', 'trunk', 4), {
    name: 'cancelled below',
    signal: cancel.signal,
    onTraining,
    baseChecksDir: join(world.home, 'no states yet'),
  });
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(onTraining).not.toHaveBeenCalled();
});
