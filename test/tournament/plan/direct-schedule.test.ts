import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countDirectPairs, directScheduleOf } from '../../../src/tournament/plan/direct-schedule.js';
import { SpecError } from '../../../src/tournament/plan/spec-error.js';
import { directPlanOf, seeds } from '../runs.js';

const TONES = ['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b'] as const;

describe('a direct schedule', () => {
  it('plays both legs of the same openings in the primary contrast, equally often in every block', () => {
    const plan = directPlanOf({ replicates: seeds(7), pairs: 6 });
    const nameOf = new Map(plan.contestants.map(({ key, name }) => [key, name]));
    for (const block of seeds(7)) {
      const direct = plan.games.filter(
        (game) =>
          game.block === block &&
          [game.white, game.black]
            .map((key) => nameOf.get(key))
            .sort()
            .join() === `negative/${block},positive/${block}`,
      );
      expect(direct).toHaveLength(12);
      const white = direct.filter(({ white: key }) => nameOf.get(key) === `positive/${block}`);
      expect(white).toHaveLength(6);
      // each opening with both colours, and none twice within the block
      const openings = plan.openings.slice((block - 1) * 6, block * 6);
      expect(direct.filter(({ leg }) => leg === 1).map(({ opening }) => opening)).toEqual(openings);
    }
  });

  it('says which games serve which question; arms that a contrast compares get its games', () => {
    const plan = directPlanOf({
      arms: TONES.map((tone) => ({ tone })),
      replicates: seeds(6),
      pairs: 16,
      analysis: { family: [['neutral', 'negative']] },
    });
    const pairsOf = (purpose: string): number[] =>
      plan.pairings.filter((pairing) => pairing.purpose === purpose).map(({ pairs }) => pairs!);
    expect(pairsOf('primary')).toEqual(Array(6).fill(16));
    expect(pairsOf('contrast')).toEqual(Array(12).fill(4)); // the declared one and the placebo, each block
    expect(pairsOf('arms')).toEqual(Array(42).fill(1)); // 10 pairings of five arms less these three
    expect(pairsOf('seeds')).toEqual(Array(25).fill(2)); // five arms, from the second replicate on
    expect(pairsOf('base')).toEqual(Array(30).fill(2));
    expect(pairsOf('identical weights')).toEqual(Array(6).fill(4));
    expect(pairsOf('anchors')).toEqual(Array(31).fill(1));
    expect(plan.games).toHaveLength(2 * (96 + 48 + 42 + 50 + 60 + 24 + 31));
  });

  it('counts its pairs without making them', () =>
    fc.assert(
      fc.property(
        fc.record({
          arms: fc.integer({ min: 2, max: 5 }),
          replicates: fc.integer({ min: 1, max: 4 }),
          pairs: fc.integer({ min: 1, max: 5 }),
          anchors: fc.constantFrom<readonly ('random' | 'greedy')[]>([], ['random'], ['random', 'greedy']),
          seeds: fc.integer({ min: 0, max: 1 }),
          few: fc.integer({ min: 0, max: 1 }),
        }),
        ({ arms, replicates, pairs, anchors, seeds: ofSeeds, few }) => {
          const plan = directPlanOf({
            arms: TONES.slice(0, arms).map((tone) => ({ tone })),
            replicates: seeds(replicates),
            pairs,
            anchors: [...anchors],
            schedule: { kind: 'direct', seeds: ofSeeds, arms: few, contrasts: few },
          });
          expect(2 * countDirectPairs(plan.spec, directScheduleOf(plan.spec)!)).toBe(plan.games.length);
          expect(new Set(plan.games.map(({ gameKey }) => gameKey)).size).toBe(plan.games.length);
        },
      ),
    ));

  it('refuses more pairs for another question than a block has openings, and a plan without a contrast', () => {
    const refusal = (request: Parameters<typeof directPlanOf>[0]): [string, string] => {
      try {
        directPlanOf(request);
      } catch (error) {
        if (error instanceof SpecError) return [error.code, error.field];
        throw error;
      }
      return ['', ''];
    };
    expect(refusal({ pairs: 4, schedule: { kind: 'direct', base: 5 } })).toEqual(['bad-schedule', 'schedule.base']);
    expect(refusal({ arms: [{ tone: 'positive' }], schedule: { kind: 'direct' } })).toEqual([
      'bad-schedule',
      'schedule.kind',
    ]);
    expect(refusal({ arms: [{ tone: 'positive' }] })).toEqual(['', '']); // a round-robin by default
  });
});
