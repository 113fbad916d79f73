import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateDiscounts, trainNgram } from '../../../src/dialogue/tokens/ngram.js';
import type { ChatSequence } from '../../../src/dialogue/tokens/pack.js';

const sequence = (tokens: readonly number[], lossFrom = 1): ChatSequence => ({
  tokens: Int32Array.from(tokens),
  lossFrom,
});

/** Targets 0 1 0 1 2 after a 2. Too small to estimate discounts from, so 0.5, 1 and 1.5 are taken. */
const corpus = [sequence([2, 0, 1, 0, 1, 2])];

describe('known answers, by hand', () => {
  // Tokens before 0: {1, 2}, before 1: {0}, before 2: {1}. So 4 pairs in all, 1 + 0.5 + 0.5 of them for the uniform
  // 1/3.
  it.each([
    [0, 5 / 12],
    [1, 7 / 24],
    [2, 7 / 24],
  ])('one token: p(%i)', (token, expected) => {
    // 3 was never seen before a token
    expect(trainNgram(corpus, 3, 2).probability([3], 1, token)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0, 11 / 24], // (0.5 + 1 * 5/12) / 2
    [1, 7 / 48],
    [2, 19 / 48],
  ])('two tokens: p(%i | 1)', (token, expected) => {
    expect(trainNgram(corpus, 3, 2).probability([1], 1, token)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0, 23 / 48], // (0.5 + 1 * 11/24) / 2
    [1, 7 / 96],
    [2, 43 / 96],
  ])('three tokens: p(%i | 0 1)', (token, expected) => {
    expect(trainNgram(corpus, 3).probability([0, 1], 2, token)).toBeCloseTo(expected, 12);
  });

  it('backs off to the pair for a history never seen: p(0 | 1 1) = p(0 | 1)', () => {
    expect(trainNgram(corpus, 3).probability([1, 1], 2, 0)).toBeCloseTo(11 / 24, 12);
  });

  it('estimates discounts from the counts of counts 10, 5, 3 and 2', () => {
    const counts = [1, 2, 3, 4, 9].flatMap((count, i) => new Array<number>([10, 5, 3, 2, 7][i]!).fill(count));
    const discounts = estimateDiscounts(Uint32Array.from(counts)); // Y = 10 / 20
    [0.5, 1.1, 5 / 3].forEach((expected, i) => expect(discounts[i]).toBeCloseTo(expected, 12));
    expect(estimateDiscounts(Uint32Array.of(1, 2, 4))).toEqual([0.5, 1, 1.5]);
  });
});

describe('nats', () => {
  it('adds up over the targets alone, with what stands before them in sight', () => {
    const model = trainNgram(corpus, 3);
    const { nats, tokens } = model.nats([sequence([0, 1, 0, 1], 2)]);
    expect(tokens).toBe(2);
    expect(nats).toBeCloseTo(-Math.log(23 / 48) - Math.log(model.probability([0, 1, 0], 3, 1)), 12);
  });

  it('learns only from targets: what is context in all sequences changes nothing but the histories', () => {
    const once = trainNgram([sequence([0, 1, 2], 1)], 3);
    const again = trainNgram([sequence([0, 1, 2], 1), sequence([0, 1, 2], 3)], 3);
    expect(again.probability([0, 1], 2, 2)).toBe(once.probability([0, 1], 2, 2));
  });

  it('is lower on text like the training text', () => {
    const text = Array.from({ length: 40 }, (_, i) => sequence([0, 1, 2, 3, 4, i % 5]));
    const model = trainNgram(text, 6);
    expect(model.nats([sequence([0, 1, 2, 3, 4])]).nats).toBeLessThan(
      0.2 * model.nats([sequence([4, 3, 2, 1, 0])]).nats,
    );
  });
});

describe('a distribution', () => {
  const VOCABULARY = 7;
  const tokens = fc.array(fc.nat(VOCABULARY - 1), { minLength: 2, maxLength: 60 });

  it('gives every token a probability, and they sum to 1 after any history', () => {
    fc.assert(
      fc.property(
        fc.array(tokens, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(VOCABULARY - 1), { maxLength: 4 }),
        fc.integer({ min: 2, max: 4 }),
        (corpus, history, order) => {
          const model = trainNgram(
            corpus.map((list) => sequence(list)),
            VOCABULARY,
            order,
          );
          const all = Array.from({ length: VOCABULARY }, (_, token) =>
            model.probability(history, history.length, token),
          );
          expect(Math.min(...all)).toBeGreaterThan(0);
          expect(all.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

it('refuses a vocabulary whose n-grams are no safe integers, and text without a target', () => {
  expect(() => trainNgram(corpus, 70_000, 4)).toThrow(RangeError);
  expect(() => trainNgram([sequence([1, 2], 2)], 3)).toThrow('no token');
});
