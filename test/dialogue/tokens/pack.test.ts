import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Conversation,
  conversationLine,
  examplesOf,
  parseConversation,
} from '../../../src/dialogue/conversation/conversation.js';
import { packConversation, packExample } from '../../../src/dialogue/tokens/pack.js';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'tokenizer-vectors.json'), 'utf8')) as {
  tokenizer: unknown;
};
const tokenizer = Tokenizer.fromJson(JSON.stringify(vectors.tokenizer));

const conversation = (turns: readonly (readonly [string, number])[]): Conversation => ({
  source: 'test',
  turns: turns.map(([text, weight]) => ({ text, compound: 0.1234, weight })),
  heldOut: false,
});

const someConversation = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 30 }), fc.constantFrom(0, 1, 1)), {
    minLength: 1,
    maxLength: 12,
  })
  .map(conversation);

describe('examplesOf', () => {
  it('gives one example a learnt turn that has a context, which is the last three turns', () => {
    const examples = examplesOf(
      conversation([
        ['a', 1],
        ['b', 1],
        ['c', 0],
        ['d', 1],
        ['e', 1],
      ]),
    );
    expect(examples.map(({ context, reply }) => [...context, reply].join(' '))).toEqual(['a b', 'a b c d', 'b c d e']);
  });
});

describe('a line of conversations.jsonl', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(someConversation, (each) => {
        expect(parseConversation(conversationLine(each))).toEqual(each);
      }),
    );
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"source":"x","turns":[["a"]],"heldOut":false}',
    '{"source":"x","turns":[],"heldOut":1}',
  ])('is not: %s', (line) => {
    expect(parseConversation(line)).toBeUndefined();
  });
});

describe('packExample', () => {
  const example = { source: 's', context: ['one two', 'three four'], reply: 'five', compound: 0, heldOut: false };

  it('joins the turns by the end of turn and ends with it; the loss begins at the reply', () => {
    const { tokens, lossFrom } = packExample(example, tokenizer, 128)!;
    const end = tokenizer.endOfTurn;
    expect([...tokens]).toEqual(['one two', 'three four', 'five'].flatMap((turn) => [...tokenizer.encode(turn), end]));
    expect(tokenizer.decode(tokens.subarray(lossFrom))).toBe('five');
    expect(tokens[lossFrom - 1]).toBe(end);
  });

  it('cuts the context from the left, and gives up only when the reply does not fit beside one token', () => {
    const whole = packExample(example, tokenizer, 128)!;
    const reply = whole.tokens.length - whole.lossFrom;
    const tight = packExample(example, tokenizer, reply + 1)!;
    expect([...tight.tokens]).toEqual([...whole.tokens.subarray(whole.lossFrom - 1)]);
    expect(tight.lossFrom).toBe(1);
    expect(packExample(example, tokenizer, reply)).toBeUndefined();
  });
});

describe('packConversation', () => {
  it('learns every learnt turn that fits exactly once, in order, never the first turn', () => {
    fc.assert(
      fc.property(someConversation, fc.integer({ min: 4, max: 64 }), (each, maxTokens) => {
        const learnt = each.turns
          .slice(1)
          .filter(({ text, weight }) => weight > 0 && tokenizer.encode(text).length + 2 <= maxTokens)
          .flatMap(({ text }) => [...tokenizer.encode(text), tokenizer.endOfTurn]);
        const sequences = packConversation(each, tokenizer, maxTokens);
        expect(sequences.flatMap(({ tokens, lossFrom }) => [...tokens.subarray(lossFrom)])).toEqual(learnt);
        for (const { tokens, lossFrom } of sequences) {
          expect(tokens.length).toBeLessThanOrEqual(maxTokens);
          expect(lossFrom).toBeGreaterThanOrEqual(1);
          expect(tokens.at(-1)).toBe(tokenizer.endOfTurn);
        }
      }),
    );
  });

  it('starts the next sequence with the turn before as its context', () => {
    const turn = 'a b c d';
    const length = tokenizer.encode(turn).length + 1;
    const sequences = packConversation(
      conversation([
        [turn, 1],
        [turn, 1],
        [turn, 1],
        [turn, 1],
      ]),
      tokenizer,
      2 * length,
    );
    expect(sequences.map(({ tokens, lossFrom }) => [tokens.length, lossFrom])).toEqual(
      [1, 2, 3].map(() => [2 * length, length]),
    );
  });
});
