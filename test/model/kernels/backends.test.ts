import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { beforeAll, expect, it } from 'vitest';
import { BOARD_SIZE } from '../../../src/chess/board/encoding.js';
import { expandPlanes, packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { packExample } from '../../../src/dialogue/tokens/pack.js';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { boardInputs, boardTask, chatInputs, chatTask } from '../../../src/training/losses/base-tasks.js';
import { chatBatch } from '../../../src/training/losses/batches.js';
import { gradientsOf } from '../../../src/training/losses/task-gradients.js';
import { type TinyKind, tinyConfig, tinyTokenizer } from '../tiny.js';

beforeAll(async () => void (await startBackend()));

/** Logits, outcome and all gradients of both losses of one fixed network on the backend that is set. */
async function everything(kind: Exclude<TinyKind, 'evaluation'>): Promise<number[][]> {
  const tokenizer = tinyTokenizer();
  const config = tinyConfig(kind, tokenizer.size);
  const network = createNetwork(config, tokenizer, 11);
  const { policy, outcome } = await network.evaluate([Chess.default()]);
  const planes = new Float32Array(BOARD_SIZE);
  const record = new Uint8Array(RECORD_BYTES);
  packPosition(Chess.default(), record, 0);
  expandPlanes(record, 0, planes, 0);
  const shapes = parameterShapes(config);
  const tensors = shapes.map(({ name }) => network.parameters[name]!);
  const board = { planes, moves: Int32Array.of(796), outcomes: Int32Array.of(0), plies: Uint8Array.of(0) };
  const chat = chatBatch([
    packExample({ source: '', context: ['hello'], reply: 'I am fine', compound: 0, heldOut: false }, tokenizer, 32)!,
  ]);
  const boardSide = await gradientsOf(boardTask(config), shapes, tensors, boardInputs(board));
  const chatSide = await gradientsOf(chatTask(config, 1), shapes, tensors, chatInputs(chat));
  const gradients = await Promise.all(
    [...boardSide.gradients, ...chatSide.gradients].map(async (tensor) => Array.from(await tensor.data())),
  );
  network.dispose();
  return [Array.from(policy), Array.from(outcome), ...gradients];
}

it.each(['convolutional', 'fully-connected', 'recurrent'] as const)(
  'a %s network and its gradients agree on native TensorFlow and WASM within 1e-3',
  async (kind) => {
    const native = await everything(kind);
    await import('@tensorflow/tfjs-backend-wasm');
    const before = tf.getBackend();
    expect(before).toBe('tensorflow');
    await tf.setBackend('wasm');
    try {
      const wasm = await everything(kind);
      native.forEach((values, i) =>
        values.forEach((value, j) => expect(Math.abs(value - wasm[i]![j]!)).toBeLessThan(1e-3)),
      );
    } finally {
      await tf.setBackend(before);
    }
  },
);
