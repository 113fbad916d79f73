import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sentiment } from '../../../src/dialogue/vader/vader.js';

/** Compounds that VADER's README prints for its examples. */
const PUBLISHED: readonly (readonly [string, number])[] = [
  ['VADER is smart, handsome, and funny.', 0.8316],
  ['VADER is smart, handsome, and funny!', 0.8439],
  ['VADER is very smart, handsome, and funny.', 0.8545],
  ['VADER is VERY SMART, handsome, and FUNNY.', 0.9227],
  ['VADER is VERY SMART, handsome, and FUNNY!!!', 0.9342],
  ['VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!', 0.9469],
  ['VADER is not smart, handsome, nor funny.', -0.7424],
  ['The book was good.', 0.4404],
  ["At least it isn't a horrible book.", 0.431],
  ['The book was only kind of good.', 0.3832],
  ['The plot was good, but the characters are uncompelling and the dialog is not great.', -0.7042],
  ['Today SUX!', -0.5461],
  ["Today only kinda sux! But I'll get by, lol", 0.5249],
  ['Make sure you :) or :D today!', 0.8633],
  ['Not bad at all', 0.431],
];

describe('sentiment', () => {
  it.each(PUBLISHED)('is what VADER publishes: %s', (text, compound) => {
    expect(sentiment(text)).toBe(compound);
  });

  it('equals the reference implementation, vaderSentiment 3.3.2, on awkward texts', () => {
    const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'vader-vectors.json'), 'utf8')) as {
      text: string;
      compound: number;
    }[];
    expect(vectors.map(({ text }) => ({ text, compound: sentiment(text) }))).toEqual(vectors);
  });
});
