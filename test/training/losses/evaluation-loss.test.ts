import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandSpears, packSpears, SPEARS_BITS, SPEARS_BYTES } from '../../../src/chess/board/spears-bits.js';
import { importGames } from '../../../src/chess/dataset/import-games.js';
import { packExample } from '../../../src/dialogue/tokens/pack.js';
import { datasetDir } from '../../../src/files/home.js';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { type Parameters, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { type EvaluationNetwork, isEvaluation } from '../../../src/spec/network.js';
import type { BaseData, BaseProgress } from '../../../src/training/base/base-settings.js';
import { trainBase } from '../../../src/training/base/train-base.js';
import { evaluationInputs, evaluationTask } from '../../../src/training/losses/base-tasks.js';
import { PositionFile } from '../../../src/training/losses/batches.js';
import { type EvaluationData, openEvaluations } from '../../../src/training/losses/evaluation-batches.js';
import {
  evaluationLoss,
  evaluationTensors,
  validateEvaluations,
} from '../../../src/training/losses/evaluation-loss.js';
import { gradientsOf } from '../../../src/training/losses/task-gradients.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

const tokenizer = tinyTokenizer();
let home: string;
let gamesDir: string;
let data: EvaluationData;

function config(): EvaluationNetwork {
  const tiny = tinyConfig('evaluation', tokenizer.size);
  if (!isEvaluation(tiny)) throw new TypeError('the tiny network does not evaluate');
  return tiny;
}

/** Many short games, so that some are held out; evaluations that hang on the first move. */
function games(): string {
  const firsts = ['e4', 'd4', 'c4', 'Nf3', 'b3', 'g3', 'a3', 'h3'];
  const seconds = ['e5', 'd5', 'c5', 'Nf6', 'b6', 'g6', 'a6', 'h6'];
  return firsts
    .flatMap((white, i) =>
      seconds.map(
        (black, j) =>
          `[Result "1/2-1/2"]\n\n1. ${white} { [%eval ${i === 0 ? '20' : `${i - 4}.${j}`}] } ${black} { [%eval ${i - 4}] } Nc3 Nc6 1/2-1/2\n`,
      ),
    )
    .join('\n');
}

beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-evaluating-'));
  await writeFile(join(home, 'games.pgn'), games());
  const { address } = await importGames({ files: [join(home, 'games.pgn')], home, minPly: 0 });
  gamesDir = datasetDir(home, address);
  data = await openEvaluations(gamesDir);
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('evaluations of a dataset', () => {
  it('come in batches of bits and pawns, clamped to 15', () => {
    const { bits, pawns } = data.train.batch([0, 1]);
    const position = Chess.default();
    position.play({ from: 12, to: 28 });
    const bytes = new Uint8Array(SPEARS_BYTES);
    packSpears(position, bytes, 0);
    const expected = new Float32Array(SPEARS_BITS);
    expandSpears(bytes, 0, expected, 0);
    expect(Array.from(bits.subarray(0, SPEARS_BITS))).toEqual(Array.from(expected));
    expect([...pawns]).toEqual([15, -4]);
    expect(data.train.count + data.heldOut.count).toBe(128);
    expect(data.heldOut.count).toBeGreaterThan(0);
  });

  it('are missed with a clear word', async () => {
    await expect(openEvaluations(home)).rejects.toThrow('has no evaluations');
    await writeFile(join(home, 'train-evaluations.bin'), Buffer.alloc(109));
    await expect(openEvaluations(home)).rejects.toThrow('109 bytes are not a positive number of whole evaluations');
  });
});

describe('the loss of a network that evaluates', () => {
  it('is the mean distance in pawns', () => {
    const network = createNetwork(config(), tokenizer, 1);
    const p: Parameters = {
      ...network.parameters,
      'value.pawns.weight': tf.zeros([16, 1]),
      'value.pawns.bias': tf.tensor1d([1.5]),
    };
    const loss = (pawns: number[]): number =>
      tf.tidy(
        () =>
          evaluationLoss(config(), p, {
            bits: tf.zeros([pawns.length, SPEARS_BITS]),
            pawns: tf.tensor1d(pawns),
          }).dataSync()[0]!,
      );
    expect(loss([1.5])).toBe(0);
    expect(loss([-15, 15])).toBe(15); // (16.5 + 13.5) / 2
    expect(loss([0, 1, 2.5])).toBeCloseTo((1.5 + 0.5 + 1) / 3, 6);
    tf.dispose([p['value.pawns.weight']!, p['value.pawns.bias']!]);
    network.dispose();
  });

  it('has the gradient of finite differences in every parameter that it reaches, and none elsewhere', async () => {
    const network = createNetwork(config(), tokenizer, 3);
    const shapes = parameterShapes(config());
    // Zero-initialised layers would hide those behind them: move everything a little first. Seed 0 would be none.
    const tensors = shapes.map(({ name, shape }, i) =>
      tf.add(network.parameters[name]!, tf.randomNormal([...shape], 0, 0.05, 'float32', i + 1)),
    );
    // odd, or as many lie above as below and the last bias stays;
    const batch = data.train.sample(15, randomFromHash(sha256Hex('gradient')));
    const inputs = evaluationInputs(batch);
    const { readings, gradients } = await gradientsOf(evaluationTask(config(), 2), shapes, tensors, inputs);
    const loss = (values: readonly tf.Tensor[]): number =>
      tf.tidy(
        () =>
          evaluationLoss(
            config(),
            Object.fromEntries(shapes.map(({ name }, i) => [name, values[i]!])),
            evaluationTensors(batch),
          ).dataSync()[0]!,
      );
    expect(readings[0]).toBeCloseTo(loss(tensors), 5);
    for (const [i, { name, shape }] of shapes.entries()) {
      const drawn = tf.randomNormal([...shape], 0, 1, 'float32', 1000 + i);
      const direction = tf.div(drawn, tf.norm(drawn));
      const along = (step: number): number =>
        loss(tensors.map((tensor, j) => (j === i ? tf.add(tensor, tf.mul(direction, step)) : tensor)));
      const exact = tf.sum(tf.mul(direction, gradients[i]!)).dataSync()[0]!;
      // small steps: the loss has kinks; and the gradient is that of half of it
      const numeric = (along(4e-4) - along(-4e-4)) / 8e-4 / 2;
      expect(Math.abs(exact - numeric), name).toBeLessThan(3e-3 + 0.03 * Math.abs(numeric));
      if (name.startsWith('chat.')) expect(exact).toBe(0);
      else expect(tf.max(tf.abs(gradients[i]!)).dataSync()[0], name).toBeGreaterThan(0);
    }
    network.dispose();
  });

  it('is told beside that of the median alone', async () => {
    const network = createNetwork(config(), tokenizer, 1);
    const { evaluationLoss: said, medianLoss } = await validateEvaluations(config(), network.parameters, data, 1000);
    const values = Array.from({ length: data.heldOut.count }, (_, i) => data.heldOut.pawns(i));
    const all = Array.from({ length: data.train.count }, (_, i) => data.train.pawns(i)).sort((a, b) => a - b);
    const median = all[all.length >> 1]!;
    expect(medianLoss).toBeCloseTo(values.reduce((sum, value) => sum + Math.abs(value - median), 0) / values.length, 6);
    expect(said).toBeGreaterThan(0);
    expect(data.unit).toBeCloseTo(all.reduce((sum, value) => sum + Math.abs(value), 0) / all.length, 6);
    network.dispose();
  });
});

describe('joint training of a network that evaluates', () => {
  const train = async (
    steps: number,
    name: string,
    evaluations: EvaluationData | undefined,
    signal = new AbortController().signal,
    onProgress: (row: BaseProgress) => void = () => {},
  ) => {
    const positions = await PositionFile.open(join(gamesDir, 'train.bin'));
    const sequences = [
      packExample({ source: '', context: ['hello'], reply: 'I am fine', compound: 0, heldOut: false }, tokenizer, 32)!,
    ];
    const base: BaseData = {
      positions,
      heldOutPositions: positions,
      dialogue: [{ sequences, share: 1 }],
      heldOutSequences: sequences,
      ...(evaluations ? { evaluations } : {}),
    };
    return trainBase({
      config: config(),
      settings: {
        seed: 1,
        steps,
        positions: 32,
        sequences: 1,
        optimizer: 'adam',
        averaging: 0,
        learningRate: 1e-2,
        weightDecay: 0,
        clip: 1,
        chatWeight: 1,
      },
      tokenizer,
      data: base,
      dataAddresses: ['x'],
      runDir: join(home, name),
      signal,
      onProgress,
    });
  };

  it('learns what a few positions are worth, and the chat', { timeout: 300_000 }, async () => {
    const rows: BaseProgress[] = [];
    const made = await train(300, 'learns', { ...data, heldOut: data.train }, undefined, (row) => rows.push(row));
    made!.network.dispose();
    const { evaluation, validation, evaluationLoss: last, policyLoss } = rows.at(-1)!;
    expect(evaluation!.evaluationLoss).toBeLessThan(0.35 * evaluation!.medianLoss);
    expect(evaluation!.chatLoss).toBeLessThan(0.3);
    expect(last).toBeLessThan(rows[0]!.evaluationLoss!);
    expect(validation).toBeUndefined();
    expect(policyLoss).toBe(0);
  });

  it('goes on after an interruption to the same bits', { timeout: 300_000 }, async () => {
    const whole = await train(100, 'whole', data);
    const stop = new AbortController();
    expect(await train(100, 'cut', data, stop.signal, ({ step }) => step === 50 && stop.abort())).toBeUndefined();
    const resumed = await train(100, 'cut', data);
    for (const [name, tensor] of Object.entries(whole!.network.parameters)) {
      expect(await resumed!.network.parameters[name]!.data(), name).toEqual(await tensor.data());
    }
    whole!.network.dispose();
    resumed!.network.dispose();
  });

  it('refuses data without evaluations', async () => {
    await expect(train(1, 'none', undefined)).rejects.toThrow('is trained on evaluations');
  });
});
