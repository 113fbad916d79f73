import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTorch, TWIN_FILES } from '../../../bench/torch/twin.js';
import { decoderShapes } from '../../../src/model/decoder/config.js';
import { decoderLogits } from '../../../src/model/decoder/decoder-forward.js';
import { decoderSteps } from '../../../src/model/decoder/decoder-steps.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { SequenceState } from '../../../src/model/replies/sequence-state.js';
import { decodeSafetensors, encodeSafetensors } from '../../../src/model/safetensors/index.js';
import type { SourceConfig } from '../../../src/model/source/index.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';

/** Largest difference of two logits, as a part of the range of theirs. */
const CLOSE = 1e-3;
const python = findTorch();
if (!python) throw new Error('there is no torch in python3, nor in the Python that SENTIMATE_TORCH_PYTHON names');

const SHAPE = { vocabulary: 301, context: 256, width: 96, layers: 5, hidden: 200 };
const LLAMA = { ...SHAPE, family: 'llama', epsilon: 1e-5, rotaryBase: 100_000 } as const;
const GPT2 = { ...SHAPE, family: 'gpt2', epsilon: 1e-5, tied: true } as const;
const CASES: Readonly<Record<string, SourceConfig>> = {
  'Llama, three heads a group, tied': { ...LLAMA, heads: 6, keyValueHeads: 2, tied: true },
  'Llama, one head of keys': { ...LLAMA, heads: 4, keyValueHeads: 1, rotaryBase: 500, epsilon: 1e-6, tied: false },
  'Llama, no groups': { ...LLAMA, heads: 3, keyValueHeads: 3, tied: false },
  'GPT-2': { ...GPT2, heads: 4, keyValueHeads: 4 },
  'GPT-2 with a narrow hidden layer': { ...GPT2, heads: 8, keyValueHeads: 8, hidden: 32 },
};
const [SEQUENCES, LENGTH] = [3, 200];
const PLACES = [0, 7, 199, 200, 333, 599];

describe.each(Object.entries(CASES))('%s', (name, config) => {
  let home: string;
  const random = randomFromHash(sha256Hex(name));
  const tokens = Int32Array.from({ length: SEQUENCES * LENGTH }, () => random.below(config.vocabulary));
  let p: Record<string, tf.Tensor>;
  /** What transformers has at PLACES, (N x V). */
  let theirs: Float32Array;

  beforeAll(async () => {
    await startBackend();
    home = await mkdtemp(join(tmpdir(), 'sentimate-transformers-'));
    await writeFile(join(home, 'config.json'), JSON.stringify({ ...config, seed: 3 }));
    const inputs = new Map([
      ['tokens', { shape: [SEQUENCES, LENGTH], data: Float32Array.from(tokens) }],
      ['places', { shape: [PLACES.length], data: Float32Array.from(PLACES) }],
    ]);
    await writeFile(join(home, 'inputs.safetensors'), encodeSafetensors(inputs));
    const run = spawnSync(python, [join(TWIN_FILES, 'pretrained.py'), home], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    const read = async (file: string) => decodeSafetensors(await readFile(join(home, file)));
    const weights = await read('model.safetensors');
    expect(weights.size).toBe(decoderShapes(config).length);
    p = Object.fromEntries(
      decoderShapes(config).map(({ name: tensor, shape }) => {
        expect(weights.get(tensor)?.shape, tensor).toEqual(shape);
        return [tensor, tf.tensor(weights.get(tensor)!.data, [...shape])];
      }),
    );
    theirs = (await read('outputs.safetensors')).get('next')!.data;
  });
  afterAll(async () => {
    tf.dispose(p);
    await rm(home, { recursive: true, force: true });
  });

  function expectClose(ours: ArrayLike<number>, expected: Float32Array): void {
    const range = Math.max(...theirs) - Math.min(...theirs);
    expect(range).toBeGreaterThan(1);
    const differences = Array.from(expected, (value, i) => Math.abs(value - ours[i]!));
    expect(Math.max(...differences) / range).toBeLessThan(CLOSE);
  }

  it('has the logits of transformers', () => {
    const ours = tf.tidy(() =>
      decoderLogits(config, p, tf.tensor1d(tokens, 'int32'), SEQUENCES, tf.tensor1d(PLACES, 'int32')).dataSync(),
    );
    expectClose(ours, theirs);
  });

  it('has them when it reads the last tokens one by one', () => {
    const state = new SequenceState(decoderSteps(config), p);
    const own = tokens.subarray(2 * LENGTH, 3 * LENGTH); // ends at the last place
    let logits = state.read([[...own.subarray(0, 180)]]);
    for (const token of own.subarray(180)) {
      logits.dispose();
      logits = state.next([token]);
    }
    expectClose(logits.dataSync(), theirs.subarray(-config.vocabulary));
    logits.dispose();
    state.dispose();
  });
});
