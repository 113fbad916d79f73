import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strataOf } from '../../src/dialogue/arm-pools.js';
import { allocate, ArmError, heldOutNeutral, matchedPoolSize, selectArm } from '../../src/dialogue/arms.js';
import { balanceTable } from '../../src/dialogue/balance.js';
import type { DialogueExample } from '../../src/dialogue/conversation.js';
import { randomFor } from '../../src/dialogue/arm-pools.js';
import { shuffle } from '../../src/spec/random.js';
import { TONES } from '../../src/vocabulary/index.js';

const band = 0.5;

/** Distinct examples of two sources, several lengths and all tones. */
const dataset = fc
  .array(
    fc.record({
      source: fc.constantFrom('alpha', 'beta'),
      words: fc.constantFrom(2, 3, 5, 12, 60),
      compound: fc.constantFrom(-0.9, -0.5, -0.2, 0, 0.04, 0.05, 0.3, 0.5, 0.8),
      heldOut: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 60, maxLength: 400 },
  )
  .map((rows) =>
    rows.map(
      ({ source, words, compound, heldOut }, i): DialogueExample => ({
        source,
        context: [`context ${i % 7}`],
        reply: `${'word '.repeat(words - 1)}${i}`,
        compound,
        heldOut,
      }),
    ),
  );
const seeds = fc.integer({ min: 0, max: 5 });

const draw = (examples: readonly DialogueExample[], tone: (typeof TONES)[number], count: number, seed: number): DialogueExample[] =>
  selectArm(examples, { tone, band, count, seed });
const ids = (examples: readonly DialogueExample[]): string[] => examples.map(({ reply }) => reply);

describe('selectArm', () => {
  it('gives every tone the same sources and lengths, its own sentiment, and no example twice', () => {
    fc.assert(
      fc.property(dataset, seeds, fc.double({ min: 0, max: 1, noNaN: true }), (examples, seed, share) => {
        const count = Math.floor(matchedPoolSize(examples, band) * share);
        const arms = Object.fromEntries(TONES.map((tone) => [tone, draw(examples, tone, count, seed)]));
        const table = balanceTable(arms);
        for (const row of table) {
          expect(row.strata).toEqual(table[0]!.strata);
          expect(row.examples).toBe(count);
          expect(row.distinct).toBe(count);
        }
        expect(arms['positive']!.every(({ compound }) => compound >= band)).toBe(true);
        expect(arms['negative']!.every(({ compound }) => compound <= -band)).toBe(true);
        expect(arms['neutral']!.every(({ compound }) => Math.abs(compound) < 0.05)).toBe(true);
        expect(Object.values(arms).flat().some(({ heldOut }) => heldOut)).toBe(false);
      }),
    );
  });

  it('draws disjoint shuffled arms from the positive and negative replies', () => {
    fc.assert(
      fc.property(dataset, seeds, (examples, seed) => {
        const count = matchedPoolSize(examples, band);
        const a = draw(examples, 'shuffled-a', count, seed);
        const b = draw(examples, 'shuffled-b', count, seed);
        expect(new Set([...ids(a), ...ids(b)]).size).toBe(2 * count);
        expect([...a, ...b].every(({ compound }) => Math.abs(compound) >= band)).toBe(true);
      }),
    );
  });

  it('depends on the examples and the seed, not on the order in which they come', () => {
    fc.assert(
      fc.property(dataset, seeds, fc.constantFrom(...TONES), (examples, seed, tone) => {
        const count = Math.floor(matchedPoolSize(examples, band) / 2);
        const again = shuffle([...examples], randomFor('another order', seed));
        expect(draw(again, tone, count, seed)).toEqual(draw(examples, tone, count, seed));
      }),
    );
  });

  it('draws otherwise for another seed', () => {
    const examples = fc.sample(dataset, { numRuns: 1, seed: 3 })[0]!;
    const count = Math.floor(matchedPoolSize(examples, band) / 2);
    expect(count).toBeGreaterThan(3);
    expect(ids(draw(examples, 'positive', count, 1))).not.toEqual(ids(draw(examples, 'positive', count, 2)));
  });

  it('says how many there are when too many are asked for', () => {
    fc.assert(
      fc.property(dataset, (examples) => {
        const available = matchedPoolSize(examples, band);
        const ask = (): unknown => draw(examples, 'neutral', available + 1, 1);
        expect(ask).toThrow(ArmError);
        expect(ask).toThrow(`the dataset has ${available} examples a tone`);
      }),
    );
  });

  it('has a place only where all three tones have one', () => {
    const example = (compound: number, reply: string): DialogueExample => ({ source: 's', context: ['c'], reply, compound, heldOut: false });
    const examples = [example(0.9, 'one'), example(-0.9, 'two'), example(0, 'three'), example(0.9, 'a longer reply of many words')];
    expect(strataOf(examples, band).map(({ name, places }) => [name, places])).toEqual([['s / 1-3 words', 1]]);
  });
});

describe('allocate', () => {
  it('gives out all of it, in proportion to within one, never more than there is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), (places, part) => {
        const total = places.reduce((sum, each) => sum + each, 0);
        const count = Math.floor(total * part);
        const shares = allocate(places, count)!;
        expect(shares.reduce((sum, each) => sum + each, 0)).toBe(count);
        shares.forEach((share, i) => {
          expect(share).toBeLessThanOrEqual(places[i]!);
          if (total > 0) expect(Math.abs(share - (places[i]! * count) / total)).toBeLessThan(1);
        });
        expect(allocate(places, total + 1)).toBeUndefined();
      }),
    );
  });
});

describe('heldOutNeutral', () => {
  it('draws held-out neutral examples, the same for a seed in any order', () => {
    fc.assert(
      fc.property(dataset, seeds, (examples, seed) => {
        const drawn = heldOutNeutral(examples, 10, seed);
        expect(drawn.every(({ compound, heldOut }) => heldOut && Math.abs(compound) < 0.05)).toBe(true);
        expect(heldOutNeutral([...examples].reverse(), 10, seed)).toEqual(drawn);
      }),
    );
  });
});
