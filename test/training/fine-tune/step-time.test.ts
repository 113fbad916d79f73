import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork, type Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { secondsOfStep } from '../../../src/training/fine-tune/step-time.js';
import { tinyConfig, tinyPretrained, tinyTokenizer } from '../../model/tiny.js';

const tokenizer = tinyTokenizer();
let home: string;
beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-step-time-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe.each([
  ['decoder', tinyConfig('convolutional', tokenizer.size)],
  ['pretrained', tinyPretrained('llama', tokenizer.size)],
] as const)('the time of a step of a network with a %s tower', (_, config) => {
  let base: Network;
  beforeAll(() => void (base = createNetwork(config, tokenizer, 3)));
  afterAll(() => base.dispose());
  const sizes = { batch: 4, maxTokens: 24 };

  it('is measured on the base, which stays as it is, and leaves nothing behind', async () => {
    const runDir = join(home, 'trial');
    const before = tf.memory().numTensors;
    const weight = () => Array.from(base.parameters['trunk.block0.up.weight']!.dataSync());
    const untouched = weight();
    const started = performance.now();
    const seconds = await secondsOfStep(base, { ...sizes, runDir, signal: new AbortController().signal });
    const whole = (performance.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(whole / 4); // of four steps that were part of it
    expect(weight()).toEqual(untouched);
    expect(tf.memory().numTensors).toBe(before);
    expect(existsSync(runDir)).toBe(false);
  });

  it('is not measured to the end when cancelled', async () => {
    const runDir = join(home, 'cancelled');
    await expect(secondsOfStep(base, { ...sizes, runDir, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
