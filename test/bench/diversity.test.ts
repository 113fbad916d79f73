import { describe, expect, it } from 'vitest';
import { distinct, entropy, wordsOf } from '../../bench/decoding/diversity.js';

const replies = ['a b a b', 'a b c'].map((text) => text.split(' '));

describe('diversity', () => {
  it('counts words and marks, in lower case', () => {
    expect(wordsOf("I don't know; 3 cats?")).toEqual(['i', "don't", 'know', ';', '3', 'cats', '?']);
    expect(wordsOf(' ')).toEqual([]);
  });

  it('is the number of different runs over that of words', () => {
    expect(distinct(replies, 1)).toBeCloseTo(3 / 7, 12); // a, b, c
    expect(distinct(replies, 2)).toBeCloseTo(3 / 7, 12); // a b, b a, b c
    expect(distinct([], 1)).toBe(0);
  });

  it('is the entropy of runs: three of a b, one of b a, one of b c', () => {
    expect(entropy(replies, 2)).toBeCloseTo(-(0.6 * Math.log(0.6) + 2 * 0.2 * Math.log(0.2)), 12);
    expect(entropy([['x', 'x', 'x']], 1)).toBeCloseTo(0, 12);
    expect(entropy([['x', 'y']], 4)).toBe(0);
  });
});
