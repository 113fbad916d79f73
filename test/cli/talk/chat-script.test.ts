import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatByScript, conversationsOf, repliesPage } from '../../../src/cli/talk/chat-script.js';
import { backwardWeightOf, checkReplyFlags, replyDecodingOf } from '../../../src/cli/talk/reply-flags.js';
import type { Card } from '../../../src/model/checkpoint/card.js';
import { saveCheckpoint } from '../../../src/model/checkpoint/checkpoint.js';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { tinyConfig, tinyTokenizer, tinyTokenizerJson } from '../../model/tiny.js';

const flags = {
  ...{ temperature: '0.7', topK: '40', topP: '1', bestOf: '1', maxTokens: '40', repeat: '3' },
  ...{ beam: '0', lengthPenalty: '1', backwardWeight: '0.5' },
};

describe('flags of replies', () => {
  it('become settings', () => {
    expect(replyDecodingOf({ ...flags, topP: '.9', bestOf: '8' })).toEqual({
      temperature: 0.7,
      topK: 40,
      topP: 0.9,
      bestOf: 8,
      maxTokens: 40,
      noRepeat: 3,
      beam: 0,
      lengthPenalty: 1,
    });
  });

  it.each([
    [{ temperature: 'hot' }, '--temperature must be a number from 0 to 4, not hot'],
    [{ temperature: '5' }, '--temperature must be a number from 0 to 4, not 5'],
    [{ topK: '1.5' }, '--top-k must be a whole number from 1 to 1000, not 1.5'],
    [{ topP: '0' }, '--top-p must be a number above 0, at most 1, not 0'],
    [{ bestOf: '33' }, '--best-of must be a whole number from 1 to 32, not 33'],
    [{ maxTokens: '' }, '--max-tokens must be a whole number from 1 to 256, not '],
    [{ repeat: 'x' }, '--no-repeat must be a whole number from 0 to 16, not x'],
    [{ beam: '99' }, '--beam must be a whole number from 0 to 32, not 99'],
    [{ lengthPenalty: '-1' }, '--length-penalty must be a number from 0 to 4, not -1'],
  ])('%j: %s', (wrong, message) => {
    expect(() => replyDecodingOf({ ...flags, ...wrong })).toThrow(message);
  });

  it('weigh a backward model from 0 to 1', () => {
    expect(backwardWeightOf({ ...flags, backwardWeight: '1' })).toBe(1);
    for (const backwardWeight of ['2', '', 'x'])
      expect(() => backwardWeightOf({ ...flags, backwardWeight })).toThrow('must be a number from 0 to 1');
  });

  it.each([
    [true, {}, ['backwardWeight'], '--backward-weight: is that of a model named by --backward'],
    [true, {}, ['lengthPenalty'], '--length-penalty: is for a search, --beam'],
    [false, { beam: '4' }, ['beam', 'topK'], '--top-k: a beam search draws nothing'],
    [false, { beam: '4' }, ['bestOf'], '--best-of: a beam search draws nothing'],
    [true, {}, ['bestOf'], '--best-of: a pretrained decoder draws one reply; --backward MODEL ranks several'],
    [true, { beam: '1' }, ['beam', 'backward'], '--backward: ranks several replies'],
    [true, { temperature: '0' }, ['backward'], '--backward: ranks several replies'],
  ])('source %j, %j with %j: %s', (isSource, values, given, message) => {
    const decoding = replyDecodingOf({ ...flags, bestOf: '16', ...values });
    expect(() => checkReplyFlags(decoding, { isSource, isGiven: (name) => given.includes(name) })).toThrow(message);
  });

  it.each([
    [true, {}, ['backward', 'backwardWeight', 'bestOf']],
    [true, { beam: '5' }, ['beam', 'lengthPenalty', 'repeat', 'backward']],
    [false, { beam: '5' }, ['beam', 'lengthPenalty', 'maxTokens']],
  ])('source %j, %j with %j go together', (isSource, values, given) => {
    const decoding = replyDecodingOf({ ...flags, bestOf: '16', ...values });
    checkReplyFlags(decoding, { isSource, isGiven: (name) => given.includes(name) });
  });
});

describe('a script', () => {
  let home: string;
  let model: string;
  beforeAll(async () => {
    await startBackend();
    home = await mkdtemp(join(tmpdir(), 'chat-script-'));
    const tokenizer = tinyTokenizer();
    const network = createNetwork(tinyConfig('fully-connected', tokenizer.size), tokenizer, 1);
    model = join(
      home,
      await saveCheckpoint(home, network, tinyTokenizerJson(), { kind: 'base', name: 'tiny' } as Card),
    );
    network.dispose();
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is conversations parted by empty lines', () => {
    expect(conversationsOf('\n a \r\nb\r\n \r\n\n\nc\n')).toEqual([['a', 'b'], ['c']]);
    expect(conversationsOf(' \n\n')).toEqual([]);
  });

  it('gives the same page each time, and the same reply to a prompt whatever else is asked', async () => {
    const page = async (name: string, script: string): Promise<string> => {
      await writeFile(join(home, 'script.txt'), script);
      await chatByScript(model, {
        decoding: { maxTokens: 6, temperature: 1 },
        seed: 1,
        script: join(home, 'script.txt'),
        out: join(home, name),
        json: false,
      });
      return readFile(join(home, name), 'utf8');
    };
    const first = await page('a.md', 'hello\nyou?\n\nfine\n');
    expect(await page('b.md', 'hello\nyou?\n\nfine\n')).toBe(first);
    const row = (text: string, number: number): string =>
      text.split('\n').find((line) => line.startsWith(`| ${number} |`))!;
    expect(row(first, 2)).toMatch(/^\| 2 \| \(continued\) you\? \| .* \| \|$/);
    expect(row(await page('c.md', 'hello\nwho?\n\nfine\n'), 3)).toBe(row(first, 3));
    expect(first).toContain('maxTokens 6');
  });

  it('refuses a file that says nothing', async () => {
    await writeFile(join(home, 'empty.txt'), '\n');
    const options = { decoding: {}, seed: 1, json: false };
    await expect(chatByScript(model, { ...options, script: join(home, 'empty.txt') })).rejects.toThrow(
      'empty.txt: contains no prompts',
    );
    await expect(chatByScript(model, { ...options, script: join(home, 'none.txt') })).rejects.toMatchObject({
      code: 'bad-file',
    });
  });
});

it('keeps every character of a reply in its cell', () => {
  const page = repliesPage([{ conversation: 1, before: 0, said: 'a|b', reply: '<i>*x*\n_y_' }], 'f'.repeat(64), {
    decoding: {},
    seed: 1,
    script: '/x/y.txt',
  });
  expect(page).toContain('| 1 | a\\|b | \\<i\\>\\*x\\* \\_y\\_ | |');
  expect(page).toContain('`y.txt`');
});
