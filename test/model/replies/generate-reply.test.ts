import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Network, networkFromValues } from '../../../src/model/checkpoint/network.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { elementCount, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { generateReplies } from '../../../src/model/replies/generate-reply.js';
import type { FollowingTurn } from '../../../src/model/replies/rank-by-source.js';
import { logProbabilities, scoreReplies } from '../../../src/model/replies/score-replies.js';
import { searchReplies } from '../../../src/model/replies/search-replies.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { type Random, randomFromHash } from '../../../src/spec/keys/random.js';
import type { ChatTower } from '../../../src/spec/network.js';
import { REPLY_DECODING } from '../../../src/spec/reply-decoding.js';
import { tinyConfig, tinyPretrained, tinyTokenizer } from '../tiny.js';

beforeAll(async () => {
  await startBackend();
});

const tokens = { vocabulary: tinyTokenizer().size, context: 32, width: 16, layers: 2 };
const TOWERS: [string, ChatTower][] = [
  ['decoder', { ...tokens, heads: 2 }],
  ['recurrent', { kind: 'recurrent', ...tokens }],
  ['llama', tinyPretrained('llama', tokens.vocabulary).chat],
  ['gpt2', tinyPretrained('gpt2', tokens.vocabulary).chat],
];

/** A new network's blocks are the identity: here all values are random, so that a mistake in any of them shows. */
function talkative(chat: ChatTower): Network {
  const config = { ...tinyConfig('fully-connected', chat.vocabulary), chat };
  const random = randomFromHash(sha256Hex('talkative'));
  const values = parameterShapes(config).map(
    ({ name, shape }) => [name, Float32Array.from({ length: elementCount(shape) }, () => random.next() - 0.5)] as const,
  );
  return networkFromValues(config, tinyTokenizer(), new Map(values));
}

const lastLetter = (text: string): number => text.charCodeAt(text.length - 1);
const generator = (name: string): Random => randomFromHash(sha256Hex(name));

/** Logits after the last token, by the forward pass that training uses. */
async function whole(network: Network, sequence: readonly number[]): Promise<Float32Array> {
  const logits = tf.tidy(() =>
    chatForward(
      network.config,
      network.parameters,
      tf.tensor1d([...sequence], 'int32'),
      1,
      tf.tensor1d([sequence.length - 1], 'int32'),
    ),
  );
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  return values;
}

describe.each(TOWERS)('replies of a %s tower', (_, chat) => {
  let network: Network;
  beforeAll(() => {
    network = talkative(chat);
  });
  afterAll(() => network.dispose());

  const conversations = [['hello'], ['hello', 'I am fine, thank you.', 'what is your name?'], ['you']];
  const decoding = { temperature: 1, topK: 100, maxTokens: 8, bestOf: 1 };

  it('are the same alone and in company, each from its own generator', async () => {
    const together = await generateReplies(network, conversations, {
      ...decoding,
      randoms: conversations.map((_, i) => generator(`${i}`)),
    });
    for (const [i, turns] of conversations.entries())
      expect(await network.reply(turns, { ...decoding, random: generator(`${i}`) })).toBe(together[i]);
    expect(new Set(together).size).toBe(3);
  });

  it('may be the best of several; the same seed gives the same one, and no tensor is left behind', async () => {
    const reply = (seed: string): Promise<string> =>
      network.reply(conversations[1]!, { ...decoding, bestOf: 5, random: generator(seed) });
    const first = await reply('a');
    const before = tf.memory().numTensors;
    expect(await reply('a')).toBe(first);
    expect(new Set(await Promise.all(['b', 'c', 'd', 'e'].map(reply))).size).toBeGreaterThan(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['drawn ones', { bestOf: 6 }],
    ['hypotheses of a search', { beam: 6 }],
  ])('may be chosen from %s by a backward model', async (_, more) => {
    /** The model's favourite is the reply whose last letter comes first, or last, in the alphabet. */
    const chosen = (sign: number): Promise<string> => {
      const rank = (text: string): number => sign * lastLetter(text);
      const model = {
        logProbabilities: async (texts: readonly FollowingTurn[]) => texts.map(({ turns }) => rank(turns[0]!)),
      };
      const options = { ...decoding, minTokens: 3, ...more, backward: { model, weight: 1 }, random: generator('a') };
      return network.reply(conversations[1]!, options);
    };
    const [first, last] = [await chosen(-1), await chosen(1)];
    expect(lastLetter(first)).toBeLessThan(lastLetter(last));
  });

  it('do not hang on the generator at temperature 0', async () => {
    const greedy = { temperature: 0, maxTokens: 6, bestOf: 2 };
    expect(await network.reply(['hello'], { ...greedy, random: generator('1') })).toBe(
      await network.reply(['hello'], { ...greedy, random: generator('2') }),
    );
  });

  it('are the likeliest that a beam search finds, alone as in company, with no tensor left behind', async () => {
    const search = { beam: 3, maxTokens: 6, minTokens: 2, randoms: conversations.map(() => generator('any')) };
    const together = await generateReplies(network, conversations, search);
    const before = tf.memory().numTensors;
    for (const [i, turns] of conversations.entries())
      expect(await network.reply(turns, { ...search, random: generator(`${i}`) })).toBe(together[i]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('have, found by a search, the log-probabilities of the whole forward pass', async () => {
    const histories = [[40, 41, 42], [7]];
    const decoding = { ...REPLY_DECODING, beam: 4, maxTokens: 5 };
    const found = await searchReplies(network, histories, decoding);
    for (const [i, hypotheses] of found.entries()) {
      const { endOfTurn } = network.tokenizer;
      const whole = hypotheses.map(({ tokens, ended }) => (ended ? [...tokens, endOfTurn] : tokens));
      const expected = await logProbabilities(network, histories[i]!, whole);
      hypotheses.forEach(({ logProbability }, rank) => expect(logProbability).toBeCloseTo(expected[rank]!, 3));
    }
  });

  it('keep to their length, also where the history fills the context', async () => {
    const long = ['what is your name? '.repeat(30)];
    const [reply] = await generateReplies(network, [long], {
      ...decoding,
      maxTokens: 5,
      minTokens: 5,
      randoms: [generator('x')],
    });
    expect(network.tokenizer.encode(reply!).length).toBeGreaterThan(0);
    expect(
      await generateReplies(network, [long], { maxTokens: 200, minTokens: 200, randoms: [generator('x')] }),
    ).toHaveLength(1);
  });
});

describe.each(TOWERS)('the fit of a reply, for a %s tower', (_, chat) => {
  let network: Network;
  beforeAll(() => {
    network = talkative(chat);
  });
  afterAll(() => network.dispose());

  /** Log-probability of the reply, token by token. */
  async function nats(history: readonly number[], reply: readonly number[]): Promise<number> {
    let sum = 0;
    for (let i = 0; i < reply.length; i++) {
      const logits = await whole(network, [...history, ...reply.slice(0, i)]);
      sum += logits[reply[i]!]! - Math.log(logits.reduce((all, logit) => all + Math.exp(logit), 0));
    }
    return sum;
  }

  it('is made of log-probabilities: those of the single tokens, in sum', async () => {
    const history = [40, 41, 42];
    const replies = [[7, 8, 9], [100], [200, 7]];
    const found = await logProbabilities(network, history, replies);
    for (const [i, reply] of replies.entries()) expect(found[i]).toBeCloseTo(await nats(history, reply), 3);
    const [cut] = await logProbabilities(network, new Array<number>(40).fill(9), [[7, 8]]);
    expect(cut).toBeCloseTo(await nats(new Array<number>(30).fill(9), [7, 8]), 3);
  });

  it('is the same in any order, and counts the end of the turn', async () => {
    const replies = [[7, 8, 9], [100], [7, 8]].map((reply) => ({ tokens: reply, ended: true }));
    const fits = await scoreReplies(network, [40, 41], replies);
    const back = await scoreReplies(network, [40, 41], [...replies].reverse());
    back.reverse().forEach((fit, i) => expect(fit).toBeCloseTo(fits[i]!, 4));
    const [open] = await scoreReplies(network, [40, 41], [{ tokens: [7, 8, 9], ended: false }]);
    expect(Math.abs(open! - fits[0]!)).toBeGreaterThan(1e-3);
  });
});
