import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { packExample } from '../../../src/dialogue/tokens/pack.js';
import { elementCount, initialValues, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import type { ChatThread as Thread } from '../../../src/training/base/chat-thread.js';
import { chatGradients } from '../../../src/training/losses/base-gradients.js';
import { chatBatch } from '../../../src/training/losses/batches.js';
import { built } from '../../built.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

/** A thread runs built code only, so the handle is the built one as well. */
let ChatThread: typeof Thread;
beforeAll(async () => {
  await startBackend();
  ({ ChatThread } = (await import(
    /* @vite-ignore */ pathToFileURL(built('src/training/base/chat-thread.js')).href
  )) as {
    ChatThread: typeof Thread;
  });
});

const tokenizer = tinyTokenizer();
const config = tinyConfig('convolutional', tokenizer.size);
const shapes = parameterShapes(config);
const batch = chatBatch([
  packExample(
    { source: '', context: ['hello'], reply: 'I am fine, thank you.', compound: 0, heldOut: false },
    tokenizer,
    32,
  )!,
]);

function weightsOf(seed: number): { flat: Float32Array; tensors: tf.Tensor[] } {
  const values = initialValues(config, seed);
  const flat = new Float32Array(shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0));
  let at = 0;
  const tensors = shapes.map(({ name, shape }) => {
    const data = values.get(name)!.map((value, i) => value + 0.05 * Math.sin(i + seed));
    flat.set(data, at);
    at += data.length;
    return tf.tensor(data, [...shape]);
  });
  return { flat, tensors };
}

it('gives the gradient of this thread, to the bit, for each set of weights that it is sent', async () => {
  const thread = await ChatThread.open(config, 0.7, weightsOf(1).flat, batch);
  try {
    for (const seed of [1, 2, 3]) {
      const { flat, tensors } = weightsOf(seed);
      const there = await thread.gradients(flat, batch);
      const here = await chatGradients(config, tensors, batch, 0.7);
      expect(there.readings).toEqual(here.readings);
      there.gradients.forEach((gradient, i) => {
        expect(gradient.shape, shapes[i]!.name).toEqual(shapes[i]!.shape);
        expect(Array.from(gradient.dataSync()), shapes[i]!.name).toEqual(Array.from(here.gradients[i]!.dataSync()));
      });
    }
  } finally {
    await thread.close();
  }
});

it('rejects when the thread cannot do it, instead of waiting', async () => {
  const thread = await ChatThread.open(config, 1, weightsOf(1).flat, batch);
  try {
    await expect(
      thread.gradients(weightsOf(1).flat, { ...batch, tokens: batch.tokens.map(() => 1_000_000) }),
    ).rejects.toThrow();
  } finally {
    await thread.close();
  }
});
