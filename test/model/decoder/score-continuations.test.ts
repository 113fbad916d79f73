import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decoderLogits } from '../../../src/model/decoder/decoder-forward.js';
import { scoreContinuations } from '../../../src/model/decoder/score-continuations.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { randomValues, tensorsOf, tinySources } from './made-source.js';

const VOCABULARY = 30;
const random = randomFromHash(sha256Hex('continuations'));
const someTokens = (count: number): number[] => Array.from({ length: count }, () => random.below(VOCABULARY));

beforeAll(async () => void (await startBackend()));

describe.each(tinySources(VOCABULARY).map((config) => [config.family, config] as const))('%s', (_, config) => {
  let p: Record<string, tf.Tensor>;
  beforeAll(() => void (p = tensorsOf(config, randomValues(config, 'continuations'))));
  afterAll(() => void tf.dispose(p));

  /** The log-probability of a continuation, by the whole pass over it alone. */
  function alone(text: readonly number[], continuation: readonly number[]): number {
    const tokens = [...text, ...continuation];
    const rows = continuation.map((__, i) => text.length - 1 + i);
    const logits = tf.tidy(() =>
      decoderLogits(config, p, tf.tensor1d(tokens, 'int32'), 1, tf.tensor1d(rows, 'int32')).arraySync(),
    );
    return continuation.reduce((sum, token, i) => {
      const row = logits[i]!;
      const most = Math.max(...row);
      const total = row.reduce((all, logit) => all + Math.exp(logit - most), 0);
      return sum + row[token]! - most - Math.log(total);
    }, 0);
  }

  it('scores each as if it stood alone, whatever they share', async () => {
    const text = someTokens(40);
    const stem = someTokens(3);
    const continuations = [
      [7],
      stem,
      [...stem, 1],
      [...stem, 1, 2, 3],
      [...stem, 2],
      [stem[0]!, 5, 6],
      ...Array.from({ length: 12 }, () => someTokens(1 + random.below(5))),
      [7],
    ];
    const scores = await scoreContinuations(config, p, text, continuations);
    continuations.forEach((own, i) => expect(Math.abs(scores[i]! - alone(text, own))).toBeLessThan(1e-4));
    expect(scores.at(-1)).toBe(scores[0]);
  });

  it('reads a text of one token, and up to the whole context', async () => {
    for (const length of [1, config.context - 2]) {
      const text = someTokens(length);
      const [first, second] = await scoreContinuations(config, p, text, [[4, 9], [3]]);
      expect(Math.abs(first! - alone(text, [4, 9]))).toBeLessThan(1e-4);
      expect(Math.abs(second! - alone(text, [3]))).toBeLessThan(1e-4);
    }
  });

  it('finds that all tokens together are certain', async () => {
    const scores = await scoreContinuations(
      config,
      p,
      someTokens(5),
      Array.from({ length: VOCABULARY }, (__, token) => [token]),
    );
    expect(scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 5);
  });

  it('scores the same on WASM as on native TensorFlow', async () => {
    const text = someTokens(30);
    const continuations = Array.from({ length: 9 }, () => someTokens(1 + random.below(4)));
    expect(tf.getBackend()).toBe('tensorflow');
    const native = await scoreContinuations(config, p, text, continuations);
    const values = randomValues(config, 'continuations');
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    try {
      const own = tensorsOf(config, values);
      const wasm = await scoreContinuations(config, own, text, continuations);
      wasm.forEach((score, i) => expect(Math.abs(score - native[i]!)).toBeLessThan(1e-4));
      tf.dispose(own);
    } finally {
      await tf.setBackend('tensorflow');
    }
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await scoreContinuations(config, p, someTokens(9), [someTokens(3), someTokens(2)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
