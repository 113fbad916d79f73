import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { openPretrained } from '../../../src/model/decoder/index.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { encodeSafetensors } from '../../../src/model/safetensors/index.js';
import type { SourceConfig } from '../../../src/model/source/index.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { tinyTokenizerJson } from '../tiny.js';
import { chatTokenizerJson, tinySources, writeSource } from './made-source.js';

const TOKENIZERS = { llama: chatTokenizerJson(), gpt2: tinyTokenizerJson() };
const configOf = (family: 'llama' | 'gpt2'): SourceConfig =>
  tinySources(Tokenizer.fromJson(TOKENIZERS[family]).size).find((config) => config.family === family)!;
const seed = (text: string) => randomFromHash(sha256Hex(text));
const SETTINGS = { temperature: 1, maxTokens: 12 };

let home: string;
beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-source-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe.each(['llama', 'gpt2'] as const)('a source of the family %s', (family) => {
  let dir: string;
  beforeAll(async () => {
    dir = join(home, family);
    await writeSource(dir, configOf(family), TOKENIZERS[family]);
  });

  it('replies, equally for equal seeds, alone as beside others', async () => {
    const chat = await openPretrained(dir);
    const conversations = [['hello'], ['what is your name?', 'you', 'and you?'], ['thank you']];
    const randoms = () => conversations.map((_, i) => seed(`reply ${i}`));
    const replies = await chat.replies(conversations, { ...SETTINGS, randoms: randoms() });
    expect(replies).toHaveLength(3);
    expect(replies.join('')).not.toBe('');
    expect(await chat.replies(conversations, { ...SETTINGS, randoms: randoms() })).toEqual(replies);
    for (const [i, turns] of conversations.entries())
      expect(await chat.reply(turns, { ...SETTINGS, random: seed(`reply ${i}`) })).toBe(replies[i]);
    expect(await chat.reply(['hello'], { ...SETTINGS, random: seed('other') })).not.toBe(replies[0]);
    chat.dispose();
  });

  it('takes histories longer than the context, and repeats no three tokens', async () => {
    const chat = await openPretrained(dir);
    const turns = Array.from({ length: 99 }, (_, i) => `hello there ${i}, how are you?`);
    const reply = await chat.reply(turns, { ...SETTINGS, temperature: 0, maxTokens: 60, random: seed('long') });
    const tokens = chat.tokenizer.encode(reply);
    expect(tokens.length).toBeGreaterThan(3);
    expect(reply).not.toContain('<|');
    chat.dispose();
  });

  it('searches by beams, equally whatever the generators are, alone as beside others', async () => {
    const chat = await openPretrained(dir);
    const conversations = [['hello'], ['what is your name?', 'you', 'and you?'], ['thank you']];
    const settings = { beam: 3, maxTokens: 10, minTokens: 4 };
    const replies = await chat.replies(conversations, { ...settings, randoms: conversations.map(() => seed('a')) });
    expect(replies.join('')).not.toBe('');
    expect(replies.join('')).not.toContain('<|');
    for (const [i, turns] of conversations.entries())
      expect(await chat.reply(turns, { ...settings, random: seed('b') })).toBe(replies[i]);
    chat.dispose();
  });

  it('has a backward model choose among hypotheses, and among draws', async () => {
    const chat = await openPretrained(dir);
    const asked: string[] = [];
    const choosing = (text: string) => ({
      model: {
        logProbabilities: async (texts: readonly { readonly turns: readonly string[]; readonly text: string }[]) => {
          asked.push(...texts.map(({ turns }) => turns[0]!));
          return texts.map(({ turns }) => (turns[0] === text ? 0 : -1e6));
        },
      },
      weight: 0.9,
    });
    for (const settings of [
      { beam: 4, maxTokens: 8 },
      { temperature: 1, bestOf: 4, maxTokens: 8 },
    ]) {
      const reply = (text: string) =>
        chat.reply(['hello', 'you', 'and you?'], { ...settings, backward: choosing(text), random: seed('choose') });
      asked.length = 0;
      await reply('none');
      expect(asked).toHaveLength(4);
      for (const text of [...asked]) expect(await reply(text)).toBe(text);
    }
    chat.dispose();
  });

  it('scores turns by the whole pass, as a backward model does', async () => {
    const chat = await openPretrained(dir);
    const texts = [
      { turns: ['hello'], text: 'what is your name?' },
      { turns: ['you '.repeat(300)], text: 'and you? '.repeat(100) },
    ];
    const [first, long] = await chat.logProbabilities(texts);
    expect((await chat.logProbabilities([texts[0]!]))[0]).toBeCloseTo(first!, 3);
    expect(first).toBeLessThan(0);
    expect(Number.isFinite(long)).toBe(true);
    chat.dispose();
  });

  it('replies on WASM as on native TensorFlow', async () => {
    const greedy = async (): Promise<string[]> => {
      const chat = await openPretrained(dir);
      const settings = { ...SETTINGS, temperature: 0, randoms: [seed('a'), seed('b')] };
      const replies = await chat.replies([['hello'], ['what is your name?']], settings);
      chat.dispose();
      return replies;
    };
    expect(tf.getBackend()).toBe('tensorflow');
    const native = await greedy();
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    try {
      expect(await greedy()).toEqual(native);
    } finally {
      await tf.setBackend('tensorflow');
    }
  });

  it('frees everything', async () => {
    const before = tf.memory().numTensors;
    const chat = await openPretrained(dir);
    await chat.reply(['hello'], { ...SETTINGS, random: seed('free') });
    const backward = { model: chat, weight: 0.5 };
    await chat.reply(['hello'], { ...SETTINGS, beam: 3, backward, random: seed('free') });
    await chat.reply(['hello'], { ...SETTINGS, bestOf: 3, backward, random: seed('free') });
    chat.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a folder that is no source', () => {
  const good = configOf('llama');
  const refused: [string, Record<string, string | Uint8Array>, string][] = [
    ['config.json is not JSON', { 'config.json': '{' }, 'config.json is not JSON'],
    ['config.json lacks a size', { 'config.json': JSON.stringify({ ...good, width: 0 }) }, 'width must be'],
    ['heads do not divide the width', { 'config.json': JSON.stringify({ ...good, heads: 3 }) }, 'not a multiple'],
    ['groups are uneven', { 'config.json': JSON.stringify({ ...good, keyValueHeads: 3 }) }, 'not a multiple'],
    ['the rotation has no base', { 'config.json': JSON.stringify({ ...good, rotaryBase: undefined }) }, 'rotary base'],
    [
      'a head is odd',
      { 'config.json': JSON.stringify({ ...good, heads: 16, keyValueHeads: 16 }) },
      'rotary positions need heads',
    ],
    ['a GPT-2 has groups', { 'config.json': JSON.stringify({ ...good, family: 'gpt2' }) }, 'heads'],
    ['the tokenizer is larger', { 'config.json': JSON.stringify({ ...good, vocabulary: 9 }) }, '9'],
    ['the tokenizer is none', { 'tokenizer.json': '{}' }, 'tokenizer.json: '],
    ['a tensor is missing', { 'model.safetensors': encodeSafetensors(new Map()) }, 'embedding is missing'],
    [
      'a shape is another',
      { 'config.json': JSON.stringify({ ...good, hidden: 25 }) },
      'has shape [16,24], not [16,25]',
    ],
    ['a tensor is spare', { 'config.json': JSON.stringify({ ...good, layers: 1 }) }, 'does not define'],
  ];
  it.each(refused)('is refused: %s', async (_, files, message) => {
    const dir = await mkdtemp(join(home, 'bad-'));
    await writeSource(dir, good, TOKENIZERS.llama);
    for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
    await expect(openPretrained(dir)).rejects.toMatchObject({
      name: 'SourceError',
      message: expect.stringContaining(message) as string,
    });
  });

  it('is refused: a file is missing', async () => {
    await expect(openPretrained(join(home, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
