import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Network, networkFromValues } from '../../../src/model/checkpoint/network.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { elementCount, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import type { ChatTower, NetworkConfig } from '../../../src/spec/network.js';
import { tinyConfig, tinyPretrained, tinyTokenizer } from '../tiny.js';

beforeAll(async () => {
  await startBackend();
});

const tokenizer = tinyTokenizer();
const END = tokenizer.endOfTurn;
const tokens = { vocabulary: tokenizer.size, context: 32, width: 16, layers: 2 };
const TOWERS: [string, ChatTower][] = [
  ['decoder', { ...tokens, heads: 2 }],
  ['recurrent', { kind: 'recurrent', ...tokens }],
  ['llama', tinyPretrained('llama', tokens.vocabulary).chat],
  ['gpt2', tinyPretrained('gpt2', tokens.vocabulary).chat],
];
const PROMPTS: [string, NonNullable<NetworkConfig['prompt']>][] = [
  ['learned', { vectors: 3 }],
  ['input-dependent', { vectors: 3, generator: { hidden: 8, until: END } }],
];

/** All values are random, so that a mistake in any of them shows. */
function talkative(config: NetworkConfig): Network {
  const random = randomFromHash(sha256Hex('talkative'));
  const values = parameterShapes(config).map(
    ({ name, shape }) => [name, Float32Array.from({ length: elementCount(shape) }, () => random.next() - 0.5)] as const,
  );
  return networkFromValues(config, tokenizer, new Map(values));
}

/** Logits at every place of one sequence, by the forward pass that training uses. */
function everyPlace({ config, parameters }: Network, sequence: readonly number[]): number[][] {
  return tf.tidy(() => {
    const places = tf.tensor1d(
      sequence.map((_, i) => i),
      'int32',
    );
    return chatForward(config, parameters, tf.tensor1d([...sequence], 'int32'), 1, places).arraySync();
  });
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe.each(TOWERS)('a %s tower', (_, chat) => {
  const plain = (): NetworkConfig => ({ ...tinyConfig('fully-connected', chat.vocabulary), chat });

  describe.each(PROMPTS)('with %s prompts', (kind, prompt) => {
    it('changes every logit, and still looks at nothing that is yet to come', () => {
      const [bare, network] = [talkative(plain()), talkative({ ...plain(), prompt })];
      const [a, b] = [
        [5, 9, END, 200, 31, 17],
        [5, 9, END, 200, 64, 18],
      ].map((sequence) => everyPlace(network, sequence));
      for (let place = 0; place < 4; place++) expect(a![place]).toEqual(b![place]); // what differs comes later
      expect(a![4]).not.toEqual(b![4]);
      expect(largestDifference(a![0]!, everyPlace(bare, [5, 9, END, 200, 31, 17])[0]!)).toBeGreaterThan(1e-3);
      tf.dispose([bare.parameters, network.parameters]);
    });

    it(`${kind === 'learned' ? 'does not depend' : 'depends'} on the first turn`, () => {
      const network = talkative({ ...plain(), prompt });
      const { rows } = tf.tidy(() => {
        // only the prompt can tell these two apart at the first place, since the tower looks back alone
        const [one, other] = [
          [5, 9, END],
          [5, 77, END],
        ].map((sequence) => everyPlace(network, sequence)[0]!);
        return { rows: [one!, other!] };
      });
      const difference = largestDifference(rows[0]!, rows[1]!);
      if (kind === 'learned') expect(difference).toBe(0);
      else expect(difference).toBeGreaterThan(1e-4);
      network.dispose();
    });
  });

  it('with a trunk of its own chats through that alone', () => {
    const network = talkative({ ...plain(), separateTrunk: true });
    const moved = (name: string): number[][] => {
      const parameters = { ...network.parameters, [name]: tf.mul(network.parameters[name]!, 1.5) };
      return everyPlace({ ...network, parameters } as Network, [5, END, 7]);
    };
    const before = everyPlace(network, [5, END, 7]);
    expect(moved('trunk.block0.up.weight')).toEqual(before);
    expect(moved('chat.trunk.block0.up.weight')).not.toEqual(before);
    network.dispose();
  });
});
