import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeBoardBatch, madeChatBatch, madeEvaluationBatch } from '../../../bench/torch/made-batches.js';
import { BatchTrainer } from '../../../bench/torch/trainer.js';
import {
  findTorch,
  type StepBatch,
  type StepSettings,
  storedBatch,
  TWIN_FILES,
  Twin,
  writeTwinFolder,
} from '../../../bench/torch/twin.js';
import { SPEARS_BITS } from '../../../src/chess/board/spears-bits.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import { networkFromValues } from '../../../src/model/checkpoint/network.js';
import { boardForward } from '../../../src/model/forward/board-forward.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { evaluationForward } from '../../../src/model/forward/evaluation-forward.js';
import { initialValues, type Parameters } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { decodeSafetensors, encodeSafetensors } from '../../../src/model/safetensors/safetensors.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { type Random, randomFromHash } from '../../../src/spec/keys/random.js';
import { isEvaluation, type NetworkConfig } from '../../../src/spec/network.js';
import { PRESETS } from '../../../src/training/base/presets.js';
import { TINY_KINDS, tinyConfig, tinyTokenizer, tinyTokenizerJson } from '../tiny.js';

/** Largest difference of two outputs, as a part of the largest value where that is above 1. */
const CLOSE = 1e-4;
/** Largest distance between the ends of two ways, as a part of the way. */
const SAME_WAY = 0.002;
/**
 * A key's bias has no gradient but rounding, which Adam blows up; it stands between the biases of queries and values.
 */
const SAME_WAY_WITH_KEYS = 0.1;
const SHIPPED = join(import.meta.dirname, '../../../models/default');

const python = findTorch();
if (!python) throw new Error('there is no torch in python3, nor in the Python that SENTIMATE_TORCH_PYTHON names');

/** Fresh values with noise on all of them, so that no tensor that starts at zero hides what it does. */
function perturbed(config: NetworkConfig, random: Random): Map<string, Float32Array> {
  const uniform = (): number => 0.2 * (random.next() - 0.5);
  return new Map(
    [...initialValues(config, 1)].map(([name, values]) => [name, values.map((value) => value + uniform())]),
  );
}

const BOARDS = 12;
const STEPS = 5;
const SETTINGS: StepSettings = {
  threads: 1,
  learningRate: 0.003,
  clip: 0.5,
  weightDecay: 0.05,
  chatWeight: 0.8,
  unit: 2,
  openingWeight: 0.5,
  labelSmoothing: 0.1,
};

function inputsOf(config: NetworkConfig, random: Random): StepBatch {
  const chat = madeChatBatch(3, config.chat.context, config.chat.vocabulary, random);
  return isEvaluation(config)
    ? { evaluation: madeEvaluationBatch(BOARDS, random), chat }
    : { board: madeBoardBatch(BOARDS, random), chat };
}

async function ourOutputs(
  config: NetworkConfig,
  p: Parameters,
  { board, evaluation, chat }: StepBatch,
): Promise<Map<string, Float32Array>> {
  const tensors = tf.tidy((): Record<string, tf.Tensor> => {
    const tokens = tf.tensor1d(chat!.tokens, 'int32');
    const next = chatForward(config, p, tokens, chat!.sequences, tf.tensor1d(chat!.rowIndices, 'int32'));
    if (isEvaluation(config))
      return { next, pawns: evaluationForward(config, p, tf.tensor2d(evaluation!.bits, [BOARDS, SPEARS_BITS])) };
    return { next, ...boardForward(config, p, tf.tensor2d(board!.planes, [BOARDS, board!.planes.length / BOARDS])) };
  });
  const outputs = await Promise.all(
    Object.entries(tensors).map(async ([name, tensor]) => [name, (await tensor.data()) as Float32Array] as const),
  );
  tf.dispose(tensors);
  return new Map(outputs);
}

const length = (values: Float32Array): number => Math.hypot(...values);
const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('the PyTorch twin', () => {
  let home: string;
  let twin: Twin;
  const cases: Record<string, NetworkConfig> = { ...PRESETS };
  for (const kind of TINY_KINDS) cases[`tiny ${kind}`] = tinyConfig(kind, tinyTokenizer().size);
  const names = [...Object.keys(cases), 'models/default'];
  const dirOf = (name: string): string => join(home, name.replaceAll(/\W/g, '-'));
  const inputs = new Map<string, StepBatch>();

  beforeAll(async () => {
    await startBackend();
    home = await mkdtemp(join(tmpdir(), 'sentimate-twin-'));
    twin = new Twin(python);
    for (const name of names) {
      const random = randomFromHash(sha256Hex(name));
      const dir = dirOf(name);
      const config = cases[name] ?? (JSON.parse(await readFile(join(SHIPPED, 'config.json'), 'utf8')) as NetworkConfig);
      cases[name] = config;
      const batch = inputsOf(config, random);
      inputs.set(name, batch);
      await mkdir(dir);
      if (name === 'models/default') await cp(SHIPPED, dir, { recursive: true });
      else await writeTwinFolder(dir, config, perturbed(config, random), [], SETTINGS);
      await writeFile(join(dir, 'inputs.safetensors'), encodeSafetensors(storedBatch(batch)));
    }
    const run = spawnSync(python, [join(TWIN_FILES, 'forward.py'), ...names.map(dirOf)], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
  }, 300_000);
  afterAll(async () => {
    await twin.close();
    await rm(home, { recursive: true, force: true });
  });

  it.each(names)('%s: computes what our forward pass computes', async (name) => {
    const config = cases[name]!;
    const weights = decodeSafetensors(await readFile(join(dirOf(name), 'model.safetensors')));
    const network = networkFromValues(
      config,
      tinyTokenizer(),
      new Map([...weights].map(([key, { data }]) => [key, data])),
    );
    const ours = await ourOutputs(config, network.parameters, inputs.get(name)!);
    network.dispose();
    const theirs = decodeSafetensors(await readFile(join(dirOf(name), 'outputs.safetensors')));
    expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort());
    for (const [output, values] of ours) {
      const other = theirs.get(output)!.data;
      expect(other.length).toBe(values.length);
      expect(largest(values)).toBeGreaterThan(0.01);
      expect(largest(values.map((value, i) => value - other[i]!)) / Math.max(1, largest(values)), output).toBeLessThan(
        CLOSE,
      );
    }
  });

  it.each(names)('%s: writes a file that our loader reads back to the bit', async (name) => {
    const dir = dirOf(name);
    const written = decodeSafetensors(await readFile(join(dir, 'model.safetensors')));
    const copied = decodeSafetensors(await readFile(join(dir, 'copy.safetensors')));
    expect([...copied.keys()]).toEqual([...written.keys()]);
    for (const [key, { shape, data }] of written) {
      expect(copied.get(key)!.shape).toEqual(shape);
      expect(Buffer.compare(Buffer.from(copied.get(key)!.data.buffer), Buffer.from(data.buffer)), key).toBe(0);
    }
    if (!name.startsWith('tiny')) return;
    await cp(join(dir, 'copy.safetensors'), join(dir, 'model.safetensors'));
    await writeFile(join(dir, 'tokenizer.json'), tinyTokenizerJson());
    const network = await loadNetwork(dir);
    for (const [key, { data }] of written) expect(await network.parameters[key]!.data()).toEqual(data);
    network.dispose();
  });

  it.each(TINY_KINDS)('tiny %s: goes the same way in training', { timeout: 300_000 }, async (kind) => {
    const random = randomFromHash(sha256Hex(`training ${kind}`));
    const config = cases[`tiny ${kind}`]!;
    const batches = Array.from({ length: STEPS }, () => inputsOf(config, random));
    const start = perturbed(config, random);
    const dir = join(home, `training-${kind}`);
    await writeTwinFolder(dir, config, start, batches, SETTINGS);
    const trainer = new BatchTrainer(config, start, batches, SETTINGS);
    await twin.open(dir);
    const [ours, theirs] = [await trainer.run(STEPS), await twin.run(STEPS)];
    await twin.save(join(dir, 'after.safetensors'));
    const [here, there] = [await trainer.values(), decodeSafetensors(await readFile(join(dir, 'after.safetensors')))];
    trainer.dispose();
    ours.losses.forEach((losses, step) => {
      expect(Object.keys(theirs.losses[step]!).sort()).toEqual(Object.keys(losses).sort());
      for (const [name, value] of Object.entries(losses))
        expect(Math.abs(theirs.losses[step]![name as 'norm']! - value), `${name} of step ${step}`).toBeLessThan(1e-3);
    });
    expect([...here.keys()]).toEqual([...start.keys()]);
    for (const [name, values] of here) {
      const before = start.get(name)!;
      const moved = length(values.map((value, i) => value - before[i]!));
      expect(moved, name).toBeGreaterThan(0);
      expect(length(values.map((value, i) => value - there.get(name)!.data[i]!)) / moved, name).toBeLessThan(
        name.endsWith('.qkv.bias') ? SAME_WAY_WITH_KEYS : SAME_WAY,
      );
    }
  });
});
