import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { networkScorer } from '../../../src/model/replies/network-scorer.js';
import { type FollowingTurn, rankBySource } from '../../../src/model/replies/rank-by-source.js';
import { logProbabilities } from '../../../src/model/replies/score-replies.js';
import { tinyConfig, tinyTokenizer } from '../tiny.js';

describe('rankBySource', () => {
  const replies = [
    { text: 'I like it.', logProbability: -1 },
    { text: 'Soup, with bread.', logProbability: -3 },
    { text: 'No.', logProbability: -2 },
  ];
  const asked: FollowingTurn[] = [];
  const given: Readonly<Record<string, number>> = { 'I like it.': -9, 'Soup, with bread.': -2, 'No.': -8.5 };
  const model = {
    logProbabilities: async (texts: readonly FollowingTurn[]) => {
      asked.push(...texts);
      return texts.map(({ turns }) => given[turns[0]!]!);
    },
  };
  const ranked = async (weight: number) =>
    (await rankBySource(replies, 'What do you eat?', { model, weight })).map(({ text }) => text);

  it('asks how likely the turn is after each reply, and weighs both directions', async () => {
    expect(await ranked(0)).toEqual(['I like it.', 'No.', 'Soup, with bread.']);
    expect(await ranked(1)).toEqual(['Soup, with bread.', 'No.', 'I like it.']);
    // .8 (-1) + .2 (-9) = -2.6; .8 (-3) + .2 (-2) = -2.8; .8 (-2) + .2 (-8.5) = -3.3
    expect(await ranked(0.2)).toEqual(['I like it.', 'Soup, with bread.', 'No.']);
    expect(asked[0]).toEqual({ turns: ['I like it.'], text: 'What do you eat?' });
  });
});

describe('a network as a scorer', () => {
  it('scores each text with its end after its turns, cut where they are too long, and frees its tensors', async () => {
    await startBackend();
    const tokenizer = tinyTokenizer();
    const network = createNetwork(tinyConfig('fully-connected', tokenizer.size), tokenizer, 3);
    const scorer = networkScorer(network);
    const write = (turn: string) => [...tokenizer.encode(turn), tokenizer.endOfTurn];
    const before = tf.memory().numTensors;
    const found = await scorer.logProbabilities([
      { turns: ['hello', 'you'], text: 'what is your name?' },
      { turns: ['thank you'], text: 'hello' },
      { turns: ['hello'], text: 'what is your name? '.repeat(40) },
    ]);
    expect(tf.memory().numTensors).toBe(before);
    const one = async (history: number[], text: string) =>
      (await logProbabilities(network, history, [write(text)]))[0]!;
    expect(found[0]).toBeCloseTo(await one([...write('hello'), ...write('you')], 'what is your name?'), 3);
    expect(found[1]).toBeCloseTo(await one(write('thank you'), 'hello'), 3);
    expect(Number.isFinite(found[2])).toBe(true);
    network.dispose();
  });
});
