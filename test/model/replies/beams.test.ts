import { describe, expect, it } from 'vitest';
import { type BeamOptions, Beams, type NextTokens } from '../../../src/model/replies/beams.js';

const END = 0;
const OPTIONS: BeamOptions = {
  beam: 2,
  lengthPenalty: 1,
  noRepeat: 0,
  minTokens: 0,
  maxTokens: 9,
  ends: new Set([END]),
};

/** Next tokens with their probabilities. */
const then = (probabilities: Readonly<Record<number, number>>): NextTokens => {
  const sorted = Object.entries(probabilities).sort(([, a], [, b]) => b - a);
  return { ids: sorted.map(([id]) => Number(id)), logProbabilities: sorted.map(([, p]) => Math.log(p)) };
};
const tokensOf = (list: readonly { readonly tokens: readonly number[] }[]) => list.map(({ tokens }) => tokens);

describe('beams', () => {
  it('keep what is likeliest as a whole, where the likeliest token misleads', () => {
    const beams = new Beams({ ...OPTIONS, maxTokens: 2 });
    expect(beams.extend([then({ 1: 0.6, 2: 0.4 })])).toEqual([0, 0]);
    expect(tokensOf(beams.running)).toEqual([[1], [2]]);
    expect(beams.extend([then({ 3: 0.5, 4: 0.5 }), then({ 3: 0.99, 4: 0.01 })])).toEqual([]);
    expect(beams.isOpen).toBe(false);
    expect(tokensOf(beams.hypotheses)).toEqual([
      [2, 3], // .396
      [1, 3], // .3
    ]);
    expect(beams.hypotheses[0]).toMatchObject({ ended: false, logProbability: Math.log(0.4) + Math.log(0.99) });
  });

  it('go on from the beam that each comes from, ties by beam and id', () => {
    const beams = new Beams(OPTIONS);
    beams.extend([then({ 1: 0.5, 2: 0.5 })]);
    expect(beams.extend([then({ 3: 0.1, 4: 0.1 }), then({ 5: 0.1, 6: 0.1 })])).toEqual([0, 0]);
    expect(beams.extend([then({ 3: 0.1 }), then({ 5: 0.7 })])).toEqual([1, 0]);
    expect(tokensOf(beams.running)).toEqual([
      [1, 4, 5],
      [1, 3, 3],
    ]);
  });

  it('end only among the likeliest, and never with the token that ends them', () => {
    const beams = new Beams(OPTIONS);
    beams.extend([then({ 1: 0.5, 2: 0.3, [END]: 0.2 })]); // the end is third
    expect(beams.hypotheses).toEqual([]);
    beams.extend([then({ [END]: 0.9, 1: 0.1 }), then({ 1: 0.6, [END]: 0.4 })]);
    expect(beams.hypotheses).toEqual([
      { tokens: [1], ended: true, logProbability: expect.closeTo(Math.log(0.45), 12) as number },
    ]);
    expect(tokensOf(beams.running)).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });

  it('have an exponent of the length, the end counted', () => {
    const found = (lengthPenalty: number): readonly number[] => {
      const beams = new Beams({ ...OPTIONS, lengthPenalty, maxTokens: 3 });
      beams.extend([then({ [END]: 0.5, 1: 0.5 })]);
      beams.extend([then({ 2: 0.9 })]);
      beams.extend([then({ [END]: 0.9 })]);
      return beams.hypotheses[0]!.tokens; // log .5 = -.69, or log .405 = -.90 over three tokens
    };
    expect(found(0)).toEqual([]);
    expect(found(1)).toEqual([1, 2]);
  });

  it('stop when the best running one is behind all that have ended', () => {
    const beams = new Beams({ ...OPTIONS, lengthPenalty: 0 });
    beams.extend([then({ [END]: 0.6, 1: 0.4 })]);
    expect(beams.isOpen).toBe(true); // one has ended, two are wanted
    beams.extend([then({ [END]: 0.6, 1: 0.4 })]);
    expect(beams.isOpen).toBe(false); // .6 and .24 have ended, .16 runs
    expect(tokensOf(beams.hypotheses)).toEqual([[], [1]]);
  });

  it('stop where nothing may follow', () => {
    const beams = new Beams(OPTIONS);
    beams.extend([then({})]);
    expect([beams.isOpen, beams.hypotheses]).toEqual([false, []]);
  });
});
