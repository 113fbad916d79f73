import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkFromValues } from '../../../src/model/checkpoint/network.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { initialValues } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { tinyConfig, tinyPretrained, tinyTokenizer } from '../tiny.js';

beforeAll(async () => void (await startBackend()));

const tokenizer = tinyTokenizer();

describe.each([
  ['convolutional', tinyConfig('convolutional', tokenizer.size)],
  ['recurrent', tinyConfig('recurrent', tokenizer.size)],
  ['llama', tinyPretrained('llama', tokenizer.size)],
  ['gpt2', tinyPretrained('gpt2', tokenizer.size)],
] as const)('the chat of the tiny %s network', (_, config) => {
  /** Blocks start as the identity, which looks nowhere: some noise is added. */
  const network = () => {
    const noise = randomFromHash(sha256Hex('noise'));
    const values = [...initialValues(config, 4)].map(
      ([name, data]) => [name, data.map((value) => value + 0.2 * (noise.next() - 0.5))] as const,
    );
    return networkFromValues(config, tokenizer, new Map(values));
  };
  const random = randomFromHash(sha256Hex('chat'));
  const tokensOf = (count: number): number[] => Array.from({ length: count }, () => random.below(tokenizer.size));

  /** Logits at every place of sequences of equal length. */
  function logits(sequences: readonly (readonly number[])[]): number[][] {
    const net = network();
    const rows = tf.tidy(() => {
      const all = tf.tensor1d(sequences.flat(), 'int32');
      const places = tf.range(0, all.size, 1, 'int32') as tf.Tensor1D;
      return chatForward(config, net.parameters, all, sequences.length, places).arraySync();
    });
    net.dispose();
    return rows;
  }

  const close = (a: readonly number[], b: readonly number[]): void =>
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(1e-5));

  it('does not look ahead: later tokens change no earlier logit', () => {
    const before = tokensOf(20);
    const changed = before.map((token, place) => (place < 12 ? token : (token + 1) % tokenizer.size));
    const [one, other] = [logits([before]), logits([changed])];
    for (let place = 0; place < 12; place++) expect(other[place]).toEqual(one[place]);
    expect(other[12]).not.toEqual(one[12]);
  });

  it('looks back: an early token changes the last logits', () => {
    const before = tokensOf(10);
    const changed = [(before[0]! + 1) % tokenizer.size, ...before.slice(1)];
    expect(logits([changed])[9]).not.toEqual(logits([before])[9]);
  });

  it('is not touched by padding, nor by what stands beside it', () => {
    const own = tokensOf(9);
    const alone = logits([own]);
    const padded = logits([[...own, ...tokensOf(7)], tokensOf(16), tokensOf(16)]);
    own.forEach((_, place) => close(alone[place]!, padded[place]!));
  });

  it('gives the asked places in the asked order, some twice', () => {
    const sequences = [tokensOf(6), tokensOf(6)];
    const all = logits(sequences);
    const net = network();
    const places = [7, 0, 7, 11];
    const some = tf.tidy(() =>
      chatForward(
        config,
        net.parameters,
        tf.tensor1d(sequences.flat(), 'int32'),
        2,
        tf.tensor1d(places, 'int32'),
      ).arraySync(),
    );
    net.dispose();
    places.forEach((place, row) => close(some[row]!, all[place]!));
  });
});
