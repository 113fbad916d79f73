import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRunState, type RunState, saveRunState } from '../../../src/training/optimiser/run-state.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sentimate-run-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const state = (step: number): RunState<{ targets: number }> => {
  const vector = Float32Array.from({ length: 1000 }, (_, i) => step + i / 7);
  return {
    adam: { step, values: vector, mean: vector, variance: vector },
    random: [1, 2],
    seconds: 3,
    extra: { targets: 4 },
  };
};
const load = () => loadRunState<{ targets: number }>(dir, { seed: 1 }, 1000);

it('gives back what was saved, to the same recipe only', async () => {
  await saveRunState(dir, { seed: 1 }, state(25));
  expect(await load()).toEqual(state(25));
  expect(await loadRunState(dir, { seed: 2 }, 1000)).toBeUndefined();
});

it('is whole when two save at once', async () => {
  await Promise.all(Array.from({ length: 8 }, (_, i) => saveRunState(dir, { seed: 1 }, state(i))));
  const found = await load();
  expect(found).toEqual(state(found!.adam.step));
  expect(await readdir(dir)).toEqual(['state.safetensors']);
});

it('takes a damaged file for none', async () => {
  await saveRunState(dir, { seed: 1 }, state(25));
  const file = join(dir, 'state.safetensors');
  const whole = await readFile(file);
  for (const length of [0, 4, 40, whole.length - 1]) {
    await writeFile(file, whole.subarray(0, length));
    expect(await load(), `${length} bytes`).toBeUndefined();
  }
});
