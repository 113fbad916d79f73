import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairSymmetry } from '../../../src/tournament/stats/pair-counts.js';
import { equivalenceOf, holm, twoOneSided } from '../../../src/tournament/stats/replicate-inference.js';
import { damageImbalance } from '../../../src/tournament/validity/validity-checks.js';

describe('two one-sided tests', () => {
  it("agree with TOSTER's example of one sample: m .54 against .5, sd 1.2, n 100, bounds ±.3 sd (Lakens 2017)", () => {
    // published: t = 3.33, p = .0006 and t = -2.67, p = .004, df 99
    const found = twoOneSided({ mean: 0.04, standardError: 0.12, df: 99, margin: 0.36 });
    expect(found.pLow).toBeCloseTo(0.0006, 4);
    expect(found.pHigh).toBeCloseTo(0.004, 3);
    expect(found.p).toBe(found.pHigh);
  });

  it('turn with the signs exactly', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 12 }),
        (values) => {
          const [found, turned] = [
            equivalenceOf(values, 20)!,
            equivalenceOf(
              values.map((d) => -d),
              20,
            )!,
          ];
          expect(turned).toEqual({ pLow: found.pHigh, pHigh: found.pLow, p: found.p });
        },
      ),
    ));

  it('say nothing for one replicate', () => expect(equivalenceOf([1], 20)).toBeNull());
});

describe('Holm', () => {
  it("adjusts Wikipedia's worked example (.01, .04, .03, .005)", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => expect(adjusted[i]).toBeCloseTo(p, 12));
  });
  it('counts contrasts that have no p, and stops at 1', () => {
    expect(holm([0.02, null])).toEqual([0.04, null]);
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe('matches of a network with itself', () => {
  it('are a sign test of the pairs where all margins are alike', () => {
    expect(pairSymmetry([0, 0, 5, 0, 10])).toBeCloseTo(2 / 1024, 12);
    expect(pairSymmetry([0, 1, 0, 9, 0])).toBeCloseTo(22 / 1024, 12); // binomial: (1 + 10) * 2 / 2^10
    expect(pairSymmetry([0, 0, 7, 0, 0])).toBe(1);
  });
  it('weigh both margins: 2-0 and 1½-½ both for one side have a chance of 2 in 4', () =>
    expect(pairSymmetry([0, 0, 0, 1, 1])).toBe(0.5));
  it('is the same seen from the other side, also for many pairs', () => {
    expect(pairSymmetry([3, 40, 9, 60, 2])).toBe(pairSymmetry([2, 60, 9, 40, 3]));
    expect(pairSymmetry([500, 900, 100, 900, 500])).toBeCloseTo(1, 9);
    expect(pairSymmetry([400, 900, 100, 900, 600])).toBeLessThan(0.001);
  });
});

describe('damage imbalance', () => {
  const arms = [
    { arm: 'a', neutralPerplexity: 12, drift: 0.1 },
    { arm: 'b', neutralPerplexity: 10, drift: 0.4 },
  ];
  it('is measured by perplexity and by drift, each against its limit', () => {
    expect(damageImbalance(arms, { perplexityRatio: 1.2 })).toEqual([]);
    expect(damageImbalance(arms, { perplexityRatio: 1.1, drift: 0.2 }).map(({ measure }) => measure)).toEqual([
      'neutral perplexity',
      'drift',
    ]);
    expect(damageImbalance([{ ...arms[0]!, drift: null }, arms[1]!], { perplexityRatio: 1.3, drift: 0.2 })).toEqual([]);
  });
});
