import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decoderLogits } from '../../../src/model/decoder/decoder-forward.js';
import { DecoderState, DecoderStep } from '../../../src/model/decoder/decoder-state.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { randomValues, tensorsOf, tinySources } from './made-source.js';

const VOCABULARY = 30;
const random = randomFromHash(sha256Hex('decoder state'));
const someTokens = (count: number): number[] => Array.from({ length: count }, () => random.below(VOCABULARY));

beforeAll(async () => void (await startBackend()));

describe.each(tinySources(VOCABULARY).map((config) => [config.family, config] as const))('%s', (_, config) => {
  const step = new DecoderStep(config);
  let p: Record<string, tf.Tensor>;
  beforeAll(() => void (p = tensorsOf(config, randomValues(config, 'decoder state'))));
  afterAll(() => {
    tf.dispose(p);
    step.close();
  });

  /** Logits after the last token of one sequence, by the whole pass. */
  const whole = (tokens: readonly number[]): Float32Array =>
    tf.tidy(() => {
      const last = tf.tensor1d([tokens.length - 1], 'int32');
      return decoderLogits(config, p, tf.tensor1d([...tokens], 'int32'), 1, last).dataSync() as Float32Array;
    });
  function expectWhole(logits: tf.Tensor2D, sequences: readonly (readonly number[])[]): void {
    const values = logits.dataSync();
    logits.dispose();
    sequences.forEach((tokens, row) => {
      const own = values.subarray(row * VOCABULARY, (row + 1) * VOCABULARY);
      whole(tokens).forEach((value, i) => expect(Math.abs(value - own[i]!)).toBeLessThan(1e-4));
    });
  }

  it('has the logits of the whole pass for sequences of different lengths, beyond a size of the cache', () => {
    const state = new DecoderState(step, p);
    let sequences = [someTokens(61), someTokens(1), someTokens(17)];
    expectWhole(state.read(sequences), sequences);
    for (let more = 0; more < 8; more++) {
      sequences = sequences.map((tokens) => [...tokens, random.below(VOCABULARY)]);
      expectWhole(state.next(sequences.map((tokens) => tokens.at(-1)!)), sequences);
    }
    state.dispose();
  });

  it('goes on with some sequences, in another order and twice', () => {
    const state = new DecoderState(step, p);
    const read = [someTokens(3), someTokens(64), someTokens(5)];
    state.read(read).dispose();
    state.select([2, 0, 2]);
    const sequences = [2, 0, 2].map((row) => [...read[row]!, random.below(VOCABULARY)]);
    expectWhole(state.next(sequences.map((tokens) => tokens.at(-1)!)), sequences);
    state.dispose();
  });

  it('leaves no tensor behind', () => {
    const run = (): void => {
      const state = new DecoderState(step, p);
      tf.dispose([state.read([[1, 2], [3]]), state.next([4, 5])]);
      state.select([1]);
      state.next([6]).dispose();
      state.dispose();
    };
    run();
    const before = tf.memory().numTensors;
    run();
    expect(tf.memory().numTensors).toBe(before);
  });
});
