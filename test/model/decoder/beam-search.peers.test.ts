/** Beam search finds what `generate` of transformers finds, on random models that end often. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTransformers } from '../../../bench/torch/pretrained.js';
import { TWIN_FILES } from '../../../bench/torch/twin.js';
import { decoderShapes } from '../../../src/model/decoder/config.js';
import { decoderSteps } from '../../../src/model/decoder/decoder-steps.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { beamSearch } from '../../../src/model/replies/index.js';
import { SequenceState } from '../../../src/model/replies/sequence-state.js';
import { decodeSafetensors } from '../../../src/model/safetensors/index.js';
import type { SourceConfig } from '../../../src/model/source/index.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';

const python = findTransformers();
if (!python) throw new Error('there is no transformers in python3, nor in the Python of SENTIMATE_TORCH_PYTHON');

const SHAPE = { vocabulary: 43, context: 128, width: 48, layers: 3, hidden: 96, epsilon: 1e-5 };
const CASES: Readonly<Record<string, SourceConfig>> = {
  Llama: { ...SHAPE, family: 'llama', heads: 6, keyValueHeads: 2, rotaryBase: 10_000, tied: false },
  'GPT-2': { ...SHAPE, family: 'gpt2', heads: 4, keyValueHeads: 4, tied: true },
};
/** So many that replies of random models end. */
const ENDS = [3, 7, 11, 19, 25, 30];
/** Settings that differ in one thing each. */
const SETTINGS = [
  {},
  { beam: 1 },
  { beam: 7 },
  { lengthPenalty: 0 },
  { lengthPenalty: 2 },
  { lengthPenalty: 0.6, beam: 5 },
  { noRepeat: 2 },
  { noRepeat: 1, maxTokens: 25 },
  { minTokens: 6 },
  { ends: [7] },
  { ends: ENDS.slice(3), noRepeat: 3, minTokens: 3, lengthPenalty: 1.5 },
  { maxTokens: 1 },
].map((some) => ({ beam: 4, lengthPenalty: 1, noRepeat: 0, minTokens: 0, maxTokens: 20, ends: ENDS, ...some }));

interface Found {
  readonly tokens: readonly number[];
  readonly score: number;
}

describe.each(Object.entries(CASES))('%s', (name, config) => {
  let home: string;
  let p: Record<string, tf.Tensor>;
  const random = randomFromHash(sha256Hex(`search ${name}`));
  const prompts = [1, 3, 10].map((length) => Array.from({ length }, () => random.below(config.vocabulary)));
  /** By setting, then by prompt. */
  let theirs: Found[][][];

  beforeAll(async () => {
    await startBackend();
    home = await mkdtemp(join(tmpdir(), 'sentimate-beams-'));
    await writeFile(join(home, 'config.json'), JSON.stringify({ ...config, seed: 5 }));
    const searches = SETTINGS.flatMap((settings) => prompts.map((prompt) => ({ ...settings, prompt })));
    await writeFile(join(home, 'searches.json'), JSON.stringify(searches));
    const run = spawnSync(python, [join(TWIN_FILES, 'pretrained.py'), '--search', home], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    const weights = decodeSafetensors(await readFile(join(home, 'model.safetensors')));
    p = Object.fromEntries(
      decoderShapes(config).map(({ name: tensor, shape }) => [
        tensor,
        tf.tensor(weights.get(tensor)!.data, [...shape]),
      ]),
    );
    const found = JSON.parse(await readFile(join(home, 'hypotheses.json'), 'utf8')) as Found[][];
    theirs = SETTINGS.map((_, i) => found.slice(i * prompts.length, (i + 1) * prompts.length));
    // else the ends of replies would not be tested
    expect(theirs[0]!.flat().some(({ tokens }) => tokens.length < SETTINGS[0]!.maxTokens)).toBe(true);
  });
  afterAll(async () => {
    tf.dispose(p);
    await rm(home, { recursive: true, force: true });
  });

  it.each(SETTINGS.map((settings, i) => [JSON.stringify(settings), i] as const))(
    'finds the same by %s',
    async (_, i) => {
      const { ends, ...settings } = SETTINGS[i]!;
      const state = new SequenceState(decoderSteps(config), p);
      const ours = await beamSearch(state, prompts, { ...settings, ends: new Set(ends) });
      state.dispose();
      for (const [at, hypotheses] of ours.entries()) {
        const expected = theirs[i]![at]!;
        expect(hypotheses.map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
        for (const [rank, { tokens, ended, logProbability }] of hypotheses.entries()) {
          const length = tokens.length + (ended ? 1 : 0);
          expect(logProbability / length ** settings.lengthPenalty).toBeCloseTo(expected[rank]!.score, 3);
        }
      }
    },
  );
});
