import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexToMove, legalIndices } from '../../../src/chess/board/encoding.js';
import { packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { packExample } from '../../../src/dialogue/tokens/pack.js';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import type { BaseData, BaseProgress } from '../../../src/training/base/base-settings.js';
import { trainBase } from '../../../src/training/base/train-base.js';
import { boardInputs, boardTask, chatInputs, chatTask } from '../../../src/training/losses/base-tasks.js';
import { chatBatch, PositionFile } from '../../../src/training/losses/batches.js';
import { gradientsOf } from '../../../src/training/losses/task-gradients.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

let dir: string;
let data: BaseData;
const tokenizer = tinyTokenizer();

/** A few dozen positions of random play, each with the move played: little enough to learn by heart. */
async function positionsFile(path: string, count: number): Promise<PositionFile> {
  const random = randomFromHash(sha256Hex('tiny positions'));
  const bytes = new Uint8Array(count * RECORD_BYTES);
  let game = Chess.default();
  for (let i = 0; i < count; i++) {
    if (game.isEnd()) game = Chess.default();
    const legal = legalIndices(game);
    const move = legal[random.below(legal.length)]!;
    packPosition(game, bytes, i * RECORD_BYTES, { move, outcome: (i % 3) as 0 | 1 | 2, ply: i, game: 0 });
    game.play(indexToMove(game, move));
  }
  await writeFile(path, bytes);
  return PositionFile.open(path);
}

beforeAll(async () => {
  await startBackend();
  dir = await mkdtemp(join(tmpdir(), 'sentimate-base-'));
  const positions = await positionsFile(join(dir, 'train.bin'), 24);
  const sequences = ['I am fine, thank you.', 'hello there', 'what is your name?'].map(
    (reply) => packExample({ source: '', context: ['hello'], reply, compound: 0, heldOut: false }, tokenizer, 32)!,
  );
  data = { positions, heldOutPositions: positions, dialogue: [{ sequences, share: 1 }], heldOutSequences: sequences };
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const settings = {
  seed: 1,
  positions: 24,
  sequences: 3,
  optimizer: 'adam' as const,
  averaging: 0,
  learningRate: 1e-2,
  weightDecay: 0,
  clip: 1,
  chatWeight: 1,
};

function train(
  kind: 'convolutional' | 'fully-connected',
  steps: number,
  runDir: string,
  onProgress: (row: BaseProgress) => void,
  signal = new AbortController().signal,
) {
  return trainBase({
    config: tinyConfig(kind, tokenizer.size),
    settings: { ...settings, steps },
    tokenizer,
    data,
    dataAddresses: ['x'],
    runDir: join(dir, runDir),
    signal,
    onProgress,
  });
}

describe.each(['convolutional', 'fully-connected'] as const)('joint training with a %s tower', (kind) => {
  it('has the gradient of finite differences in every parameter', async () => {
    const config = tinyConfig(kind, tokenizer.size);
    const network = createNetwork(config, tokenizer, 5);
    const shapes = parameterShapes(config);
    // Zero-initialised layers would hide those behind them: move everything a little first.
    const tensors = shapes.map(({ name, shape }, i) =>
      tf.add(network.parameters[name]!, tf.randomNormal([...shape], 0, 0.05, 'float32', i + 1)),
    );
    const board = data.positions.batch(Int32Array.from([0, 1, 2, 3]));
    const chat = chatBatch(data.heldOutSequences);
    for (const [task, inputs] of [
      [boardTask(config), boardInputs(board)],
      [chatTask(config, 1), chatInputs(chat)],
    ] as const) {
      const { gradients } = await gradientsOf(task, shapes, tensors, inputs);
      for (const [i, { name, shape }] of shapes.entries()) {
        // Along a random direction the derivative is the inner product with the gradient.
        const drawn = tf.randomNormal([...shape], 0, 1, 'float32', 1000 + i);
        const direction = tf.div(drawn, tf.norm(drawn)); // of length 1: a small step for every single weight
        const along = (step: number): number => {
          const p = Object.fromEntries(
            shapes.map((s, j) => [s.name, j === i ? tf.add(tensors[j]!, tf.mul(direction, step)) : tensors[j]!]),
          );
          const batch = inputs.map(({ tensor }) => tensor);
          return tf.tidy(() => task.loss(p, batch).total.dataSync()[0]!);
        };
        const exact = tf.sum(tf.mul(direction, gradients[i]!)).dataSync()[0]!;
        const numeric = (along(2e-3) - along(-2e-3)) / 4e-3;
        expect(Math.abs(exact - numeric), name).toBeLessThan(3e-3 + 0.03 * Math.abs(numeric));
      }
    }
  });

  it('learns a tiny batch of both tasks by heart', { timeout: 300_000 }, async () => {
    const rows: BaseProgress[] = [];
    const made = await train(kind, 400, `heart-${kind}`, (row) => rows.push(row));
    made!.network.dispose();
    const { validation } = rows.at(-1)!;
    expect(validation!.moveMatch).toBeGreaterThan(0.9);
    expect(validation!.chatLoss).toBeLessThan(0.3);
  });
});

it('leaks no tensor over 1,000 steps', { timeout: 300_000 }, async () => {
  const counts: number[] = [];
  const made = await train('fully-connected', 1000, 'leak', () => counts.push(tf.memory().numTensors));
  made!.network.dispose();
  expect(new Set(counts.slice(0, -1)).size).toBe(1);
});

it('goes on after an interruption to the same weights', async () => {
  const whole = await train('convolutional', 100, 'whole', () => {});
  const stop = new AbortController();
  expect(
    await train('convolutional', 100, 'cut', ({ step }) => step === 50 && stop.abort(), stop.signal),
  ).toBeUndefined();
  const steps: number[] = [];
  const resumed = await train('convolutional', 100, 'cut', ({ step }) => steps.push(step));
  expect(steps[0]).toBe(100);
  for (const [name, tensor] of Object.entries(whole!.network.parameters)) {
    expect(Array.from(resumed!.network.parameters[name]!.dataSync()), name).toEqual(Array.from(tensor.dataSync()));
  }
  whole!.network.dispose();
  resumed!.network.dispose();
});

it('stops for a signal between two reports', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  expect(await train('fully-connected', 100_000, 'signal', () => {}, stop.signal)).toBeUndefined();
});
