import { describe, expect, it } from 'vitest';
import type { RecordReader } from '../../../src/dialogue/conversation/dialogue-record.js';
import { chitchatReader } from '../../../src/dialogue/read/read-chitchat.js';
import { dialogptReader } from '../../../src/dialogue/read/read-dialogpt.js';
import { conversationReader, exchangeReader, turnsReader } from '../../../src/dialogue/read/read-exchanges.js';
import { pairsReader } from '../../../src/dialogue/read/read-pairs.js';

/** `weight text` of each turn, or the reason of the drop. */
const turnsOf = (read: RecordReader, value: unknown): string[] | string => {
  const record = read(value);
  return 'drop' in record ? record.drop : record.turns.map(({ text, weight }) => `${weight} ${text}`);
};

describe('chitchat', () => {
  const read = chitchatReader('chitchat');

  it('makes one turn of what a person wrote before the other answered', () => {
    const value = { messages: [[{ text: 'hi' }, { text: 'you there?' }], [{ text: 'yes' }]] };
    expect(turnsOf(read, value)).toEqual(['1 hi\nyou there?', '1 yes']);
  });

  it.each([null, 5, [], {}, { messages: 'x' }, { messages: [['x']] }, { messages: [[{ text: 5 }]] }])(
    'drops %j',
    (value) => {
      expect(turnsOf(read, value)).toBe('wrong-shape');
    },
  );
});

describe('dialogpt', () => {
  const read = dialogptReader('train');

  it.each([
    ['0.0 how are you EOS 1.0 fine and you\t1.0 fine too', ['0 how are you', '1 fine and you', '1 fine too']],
    ['hello there\thi', ['0 hello there', '1 hi']],
    ['0.0 a EOS 0.0 b\t0.0 offensive', ['0 a', '0 b', '0 offensive']],
    ['3 cats EOS 2 dogs\t1.0 7 birds', ['0 3 cats', '0 2 dogs', '1 7 birds']],
    ['0.0 \t1.0', ['0 ', '1 ']],
  ])('reads %j', (line, turns) => {
    expect(turnsOf(read, line)).toEqual(turns);
  });

  it.each(['', 'no tab', 'a\tb\tc'])('drops %j', (line) => {
    expect(turnsOf(read, line)).toBe('wrong-shape');
  });
});

describe('pairs', () => {
  it('reaches back through the earlier answers of the thread, and learns each reply once', () => {
    const read = pairsReader('reddit');
    const pair = (question: string, answer: string): string[] | string => turnsOf(read, { question, answer });
    expect(pair('opening', 'a')).toEqual(['0 opening', '1 a']);
    expect(pair('a', 'b')).toEqual(['0 opening', '0 a', '1 b']);
    expect(pair('b', 'c')).toEqual(['0 opening', '0 a', '0 b', '1 c']);
    expect(pair('c', 'd')).toEqual(['0 a', '0 b', '0 c', '1 d']);
    expect(pair('opening', 'e')).toEqual(['0 opening', '1 e']);
    expect(pair('another opening', 'f')).toEqual(['0 another opening', '1 f']);
    expect(pair('b', 'g')).toEqual(['0 b', '1 g']);
  });

  it('gives all pairs of a thread one thread, so that they are held out together', () => {
    const read = pairsReader('reddit');
    const threads = [
      ['o', 'a'],
      ['a', 'b'],
      ['o', 'c'],
      ['p', 'x'],
    ].map(([question, answer]) => read({ question, answer }));
    expect(threads.map((record) => 'thread' in record && record.thread)).toEqual(['o', 'o', 'o', 'p']);
  });

  it('ends on a comment that answers itself', () => {
    const read = pairsReader('reddit');
    read({ question: 'o', answer: 'same' });
    expect(turnsOf(read, { question: 'same', answer: 'same' })).toEqual(['0 o', '0 same', '1 same']);
    read({ question: 'same', answer: 'o' });
    expect(turnsOf(read, { question: 'o', answer: 'o' })).toEqual(['0 o', '1 o']);
  });

  it.each([null, 'x', {}, { question: 1, answer: 'a' }, { question: 'q', answer: ['a'] }])('drops %j', (value) => {
    expect(turnsOf(pairsReader('reddit'), value)).toBe('wrong-shape');
  });
});

describe('turns', () => {
  it('learn every answer, and hold out together what begins alike', () => {
    expect(turnsOf(turnsReader('talk'), { turns: ['a', 'b', 'c'] })).toEqual(['1 a', '1 b', '1 c']);
    expect(turnsReader('talk')({ turns: ['a', 'b'] })).toMatchObject({ source: 'talk', thread: 'a' });
  });

  it.each([
    null,
    {},
    { turns: 'a' },
    { turns: [] },
    { turns: ['a', 5] },
    {
      turns: [
        ['a', 0.5],
        ['b', 0],
      ],
    },
  ])('drops %j', (value) => {
    expect(turnsOf(turnsReader('talk'), value)).toBe('wrong-shape');
  });
});

describe('starter exchanges and conversations', () => {
  it('learn the reply only, and all that was learnt', () => {
    expect(turnsOf(exchangeReader('starter'), { context: ['a', 'b'], reply: 'c', tone: 'neutral' })).toEqual([
      '0 a',
      '0 b',
      '1 c',
    ]);
    const value = {
      source: 's',
      turns: [
        ['a', 0.5, 0],
        ['b', -0.25],
      ],
      heldOut: true,
    };
    expect(turnsOf(conversationReader, value)).toEqual(['0 a', '1 b']);
  });

  it.each([
    {},
    { context: [], reply: 'x' },
    { context: [1], reply: 'x' },
    { context: 'a', reply: 'x' },
    { context: ['a'] },
  ])('drop %j', (value) => {
    expect(turnsOf(exchangeReader('starter'), value)).toBe('wrong-shape');
    expect(turnsOf(conversationReader, value)).toBe('wrong-shape');
  });
});
