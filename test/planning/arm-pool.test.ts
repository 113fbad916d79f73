import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchedPoolSize, selectArm } from '../../src/dialogue/arms/arms.js';
import type { Conversation } from '../../src/dialogue/conversation/conversation.js';
import { examplesOf } from '../../src/dialogue/conversation/conversation.js';
import { ProfileBuilder } from '../../src/dialogue/read/dialogue-profile.js';
import { armPool } from '../../src/planning/arm-pool.js';
import { poolWarnings, refuseSmallPools } from '../../src/planning/pool-problems.js';
import type { Address } from '../../src/vocabulary/ids.js';

/** A conversation of one reply. */
const reply = (compound: number, source = 's', words = 4, label?: string): Conversation => ({
  source,
  heldOut: false,
  ...(label === undefined ? {} : { label }),
  turns: [
    { text: 'Well?', compound: 0, weight: 1 },
    { text: Array.from({ length: words }, (_, i) => `w${i}`).join(' '), compound, weight: 1 },
  ],
});
function profileOf(conversations: readonly Conversation[]) {
  const builder = new ProfileBuilder();
  for (const one of conversations) builder.countKept([one], []);
  return builder.profile('a'.repeat(64) as Address, 'made up');
}
const times = (count: number, ...of: Parameters<typeof reply>) => Array.from({ length: count }, () => reply(...of));
const arm = (examples: number, other: object = {}) => ({
  id: 'a',
  tone: 'positive' as const,
  dose: { examples, steps: 1 },
  filter: { band: 0.5 },
  ...other,
});

describe('what an arm can draw from, by the profile', () => {
  const mixed = profileOf([...times(30, 0.9), ...times(20, -0.6), ...times(25, 0), ...times(40, 0.3)]);

  it('is what the scarcest tone has, whatever the arm’s own', () => {
    for (const tone of ['positive', 'negative', 'neutral', 'shuffled-a', 'mixture', 'random'] as const)
      expect(armPool(mixed, arm(1, { tone })).most).toBe(20);
    expect(armPool(mixed, arm(1)).words).toBe('30 positive, 20 negative and 25 neutral replies at a band of 0.5');
  });

  it('follows the band of the arm by the histogram of compounds', () => {
    const at = (band: number) => armPool(mixed, arm(1, { filter: { band } }));
    expect(at(0.3)).toMatchObject({ most: 20 }); // 70 positive, 20 negative, 25 neutral
    expect(at(0.3).words).toMatch(/^at most 70 positive, 20 negative/);
    expect(at(0.6).most).toBe(20);
    expect(at(0.7).most).toBe(0); // the negative ones reach -0.6
  });

  it('is matched within sources, unless the arm is not matched on them', () => {
    const apart = profileOf([...times(30, 0.9, 'a'), ...times(30, -0.9, 'b'), ...times(30, 0, 'a')]);
    expect(armPool(apart, arm(1))).toMatchObject({
      most: 0,
      words: '30 positive, 30 negative and 30 neutral replies at a band of 0.5, 0 of each in the same sources',
    });
    expect(armPool(apart, arm(1, { filter: { band: 0.5, match: ['length'] } })).most).toBe(30);
  });

  it('is a label’s own examples for a custom arm', () => {
    const labelled = profileOf([...times(12, 0, 's', 4, 'joy'), ...times(9, 0, 's', 4, 'anger')]);
    const of = (label: string) => armPool(labelled, arm(1, { tone: 'custom', label })).most;
    expect([of('joy'), of('anger'), of('fear'), of('constructor')]).toEqual([12, 9, 0, 0]);
    expect(armPool(mixed, arm(1, { tone: 'custom', label: 'joy' })).most).toBe(0); // it has no labels
  });

  it('is unbounded where the profile does not tell', () => {
    for (const profile of [undefined, null, {}, 'x']) expect(armPool(profile, arm(1)).most).toBe(Infinity);
    expect(armPool({ examples: { train: 9 } }, arm(1)).most).toBe(9);
  });

  it('never is less than what training finds', () => {
    const compound = fc.oneof(
      fc.integer({ min: -10_000, max: 10_000 }),
      fc.integer({ min: -20, max: 20 }).map((x) => x * 500),
    );
    const conversations = fc.array(
      fc
        .tuple(compound, fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 5 }))
        .map(([c, s, w]) => reply(c / 10_000, s, w)),
      { maxLength: 120 },
    );
    const band = fc.oneof(
      fc.integer({ min: 1, max: 9 }).map((x) => x / 10),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    );
    const match = fc.constantFrom(undefined, [], ['source' as const], ['length' as const]);
    fc.assert(
      fc.property(conversations, band, match, (all, at, on) => {
        const examples = all.flatMap((one) => [...examplesOf(one)]);
        const found = matchedPoolSize(examples, at, on);
        const request = arm(found, { filter: { band: at, ...(on ? { match: on } : {}) } });
        expect(armPool(profileOf(all), request).most).toBeGreaterThanOrEqual(found);
        refuseSmallPools(profileOf(all), [request]);
        expect(selectArm(examples, { tone: 'positive', band: at, count: found, seed: 1, match: on }).length).toBe(
          found,
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe('an arm without enough examples', () => {
  const profile = profileOf([...times(600, -0.9), ...times(600, 0)]);

  it('is refused, told how many there are and what to do', () => {
    const request = () => refuseSmallPools(profile, [arm(512, { id: 'sad', tone: 'negative' })]);
    expect(request).toThrow(
      'arm sad asks for 512 examples and can have 0 at most: the dataset has 0 positive, 600 negative and 600 ' +
        'neutral replies at a band of 0.5, and every arm is matched to all three tones; ' +
        'lower filter.band, or import a dataset with more of them',
    );
    expect(() => refuseSmallPools(profile, [arm(8)], () => 'arm')).toThrow(
      expect.objectContaining({ code: 'too-few-examples', field: 'arm.dose.examples' }),
    );
    const enough = profileOf([...times(50, 0.9), ...times(50, -0.9), ...times(40, 0)]);
    expect(() => refuseSmallPools(enough, [arm(40)])).not.toThrow();
    expect(() => refuseSmallPools(enough, [arm(40), arm(41)])).toThrow(
      expect.objectContaining({
        field: 'arms.1.dose.examples',
        message: expect.stringContaining('ask for 40 or fewer'),
      }),
    );
  });

  it('is warned of where only training can tell', () => {
    const enough = profileOf([...times(100, 0.9), ...times(100, -0.9), ...times(100, 0)]);
    const fields = (...examples: number[]) =>
      [
        ...poolWarnings(
          enough,
          examples.map((count) => arm(count)),
        ),
      ].map(({ field }) => field);
    expect(fields(70, 70)).toEqual([]);
    expect(fields(70, 71, 71)).toEqual(['arms.1.dose.examples']);
    expect([...poolWarnings({}, [arm(512)])]).toEqual([]);
  });
});
