import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFor, strataOf } from '../../../src/dialogue/arms/arm-pools.js';
import { allocate, heldOutNeutral, matchedPoolSize, selectArm } from '../../../src/dialogue/arms/arms.js';
import { balanceTable } from '../../../src/dialogue/arms/balance.js';
import { rarityOf } from '../../../src/dialogue/arms/rarity.js';
import type { DialogueExample } from '../../../src/dialogue/conversation/conversation.js';
import { shuffle } from '../../../src/spec/keys/random.js';
import { TONES } from '../../../src/vocabulary/unions.js';

const band = 0.5;

/** Distinct examples of two sources, several lengths and all tones. */
const dataset = fc
  .array(
    fc.record({
      source: fc.constantFrom('alpha', 'beta'),
      words: fc.constantFrom(2, 3, 5, 12, 60),
      compound: fc.constantFrom(-0.9, -0.5, -0.2, 0, 0.04, 0.05, 0.3, 0.5, 0.8),
      heldOut: fc.constantFrom(false, false, false, true),
      label: fc.constantFrom('formal', 'formal', 'casual', 'casual', 'rude'),
    }),
    { minLength: 60, maxLength: 400 },
  )
  .map((rows) =>
    rows.map(
      ({ source, words, compound, heldOut, label }, i): DialogueExample => ({
        source,
        context: [`context ${i % 7}`],
        reply: `${'word '.repeat(words - 1)}${i}`,
        compound,
        heldOut,
        label,
      }),
    ),
  );
const seeds = fc.integer({ min: 0, max: 5 });

/** Tones whose pools VADER decides; labels have pools of their own. */
const SCORED = TONES.filter((tone) => tone !== 'custom');
const draw = (
  examples: readonly DialogueExample[],
  tone: (typeof TONES)[number],
  count: number,
  seed: number,
): DialogueExample[] => selectArm(examples, { tone, band, count, seed, positiveShare: 0.5 });
const ids = (examples: readonly DialogueExample[]): string[] => examples.map(({ reply }) => reply);

describe('selectArm', () => {
  it('gives every tone the same sources and lengths, its own sentiment, and no example twice', () => {
    fc.assert(
      fc.property(dataset, seeds, fc.double({ min: 0, max: 1, noNaN: true }), (examples, seed, share) => {
        const count = Math.floor(matchedPoolSize(examples, band) * share);
        const arms = Object.fromEntries(SCORED.map((tone) => [tone, draw(examples, tone, count, seed)]));
        const table = balanceTable(arms);
        for (const row of table) {
          expect(row.strata).toEqual(table[0]!.strata);
          expect(row.examples).toBe(count);
          expect(row.distinct).toBe(count);
        }
        expect(arms.positive!.every(({ compound }) => compound >= band)).toBe(true);
        expect(arms.negative!.every(({ compound }) => compound <= -band)).toBe(true);
        expect(arms.neutral!.every(({ compound }) => Math.abs(compound) < 0.05)).toBe(true);
        expect(
          Object.values(arms)
            .flat()
            .some(({ heldOut }) => heldOut),
        ).toBe(false);
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
      fc.property(dataset, seeds, fc.constantFrom(...SCORED), (examples, seed, tone) => {
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
        expect(ask).toThrow(expect.objectContaining({ name: 'ArmError', code: 'too-few-examples', available }));
        expect(ask).toThrow(`the dataset has ${available} examples a tone`);
      }),
    );
  });

  it('mixes positive and negative replies by a share; mixtures lie within each other and end in the two arms', () => {
    fc.assert(
      fc.property(dataset, seeds, (examples, seed) => {
        const count = matchedPoolSize(examples, band);
        const mix = (positiveShare: number): DialogueExample[] =>
          selectArm(examples, { tone: 'mixture', band, count, seed, positiveShare });
        const positives = (arm: readonly DialogueExample[]): string[] =>
          ids(arm.filter(({ compound }) => compound >= band)).sort();
        const shares = [0, 0.25, 0.5, 0.75, 1];
        const arms = shares.map(mix);
        arms.forEach((arm, i) => {
          expect(positives(arm).length).toBe(Math.round(shares[i]! * count));
          expect(new Set(ids(arm)).size).toBe(count);
          expect(arm.every(({ compound }) => Math.abs(compound) >= band)).toBe(true);
        });
        for (let i = 1; i < arms.length; i++)
          expect(positives(arms[i]!)).toEqual(expect.arrayContaining(positives(arms[i - 1]!)));
        expect(ids(arms[4]!).sort()).toEqual(ids(draw(examples, 'positive', count, seed)).sort());
        expect(ids(arms[0]!).sort()).toEqual(ids(draw(examples, 'negative', count, seed)).sort());
      }),
    );
  });

  it('draws arms of labels, matched to each other as tones are', () => {
    let compared = 0;
    fc.assert(
      fc.property(dataset, seeds, (examples, seed) => {
        const ask = (label: string, count: number): DialogueExample[] =>
          selectArm(examples, { tone: 'custom', label, band, count, seed });
        const fits = (count: number): boolean => {
          try {
            return ask('formal', count).length + ask('casual', count).length === 2 * count;
          } catch {
            return false;
          }
        };
        // whether `rude` takes part hangs on the count: a label that could fill an arm is matched to
        const count = [40, 30, 20, 15, 12, 10, 8, 6, 4, 2].find(fits);
        if (count === undefined) return;
        const arms = { formal: ask('formal', count), casual: ask('casual', count) };
        for (const [label, arm] of Object.entries(arms))
          expect(arm.every((example) => example.label === label && !example.heldOut)).toBe(true);
        const [one, other] = balanceTable(arms);
        expect(one!.strata).toEqual(other!.strata);
        compared++;
      }),
    );
    expect(compared).toBeGreaterThan(50);
    const labelled = fc.sample(dataset, { numRuns: 1, seed: 5 })[0]!;
    expect(() => selectArm(labelled, { tone: 'custom', label: 'nobody', band, count: 8, seed: 1 })).toThrow(
      '0 examples labelled nobody',
    );
  });

  it('matches on rarity where it is asked to: arms have the same number of rare words', () => {
    const example = (i: number): DialogueExample => {
      const tone = ['wonderful', 'awful', 'table'][i % 3]!;
      const compound = [0.8, -0.8, 0][i % 3]!;
      // negative replies are full of words that occur once
      const rare = i % 3 === 1 ? i % 4 !== 0 : i % 4 === 0;
      return {
        source: 's',
        context: ['c'],
        reply: rare ? `${tone} x${i} y${i}` : `${tone} it is`,
        compound,
        heldOut: false,
      };
    };
    const examples = Array.from({ length: 600 }, (_, i) => example(i));
    const rarity = rarityOf(examples);
    const gap = (match?: ('source' | 'length' | 'rarity')[]): number => {
      const arms = Object.fromEntries(
        (['positive', 'negative'] as const).map((tone) => [
          tone,
          selectArm(examples, { tone, band, count: 40, seed: 1, match }),
        ]),
      );
      const [a, b] = balanceTable(arms, rarity);
      return Math.abs(a!.meanRarity! - b!.meanRarity!);
    };
    expect(gap()).toBeGreaterThan(1);
    expect(gap(['source', 'length', 'rarity'])).toBeLessThan(0.2 * gap());
  });

  it('matches on nothing where it is told so', () => {
    const example = (i: number): DialogueExample => ({
      source: i % 2 ? 'a' : 'b',
      context: ['c'],
      reply: `${i} word`,
      compound: i % 2 ? 0.9 : i % 4 ? -0.9 : 0,
      heldOut: false,
    });
    const examples = Array.from({ length: 60 }, (_, i) => example(i));
    expect(matchedPoolSize(examples, band)).toBe(0); // positive replies are of one source, the others of the other
    expect(matchedPoolSize(examples, band, [])).toBe(15);
  });

  it('has a place only where all three tones have one', () => {
    const example = (compound: number, reply: string): DialogueExample => ({
      source: 's',
      context: ['c'],
      reply,
      compound,
      heldOut: false,
    });
    const examples = [
      example(0.9, 'one'),
      example(-0.9, 'two'),
      example(0, 'three'),
      example(0.9, 'a longer reply of many words'),
    ];
    expect(strataOf(examples, band).map(({ name, capacity }) => [name, capacity])).toEqual([['s / 1-3 words', 1]]);
  });
});

describe('allocate', () => {
  it('gives out all of it, in proportion to within one, never more than there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (places, part) => {
          const total = places.reduce((sum, each) => sum + each, 0);
          const count = Math.floor(total * part);
          const shares = allocate(places, count)!;
          expect(shares.reduce((sum, each) => sum + each, 0)).toBe(count);
          shares.forEach((share, i) => {
            expect(share).toBeLessThanOrEqual(places[i]!);
            if (total > 0) expect(Math.abs(share - (places[i]! * count) / total)).toBeLessThan(1);
          });
          expect(allocate(places, total + 1)).toBeUndefined();
        },
      ),
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
