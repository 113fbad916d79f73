import { describe, expect, it } from 'vitest';
import { eloOfPairs, scoreOfElo } from '../../../src/rating/elo/elo.js';
import { eloOfMatch } from '../../../src/rating/elo/elo-of-match.js';
import { eloOnScale } from '../../../src/rating/elo/elo-on-scale.js';

type Pairs = [number, number, number, number, number];

describe('a match', () => {
  it('has the pentanomial interval where pairs differ', () => {
    const pairs: Pairs = [3, 12, 40, 30, 15];
    const found = eloOfMatch(pairs, { wins: 90, draws: 62, losses: 48 });
    const { elo, eloLow, eloHigh, score } = eloOfPairs(pairs);
    expect(found).toMatchObject({ elo, eloLow, eloHigh, score });
    expect(found.scoreLow).toBeCloseTo(scoreOfElo(eloLow!), 12);
  });

  it('bounds a perfect score on one side, by the rule of .025 = s^n', () => {
    const found = eloOfMatch([0, 0, 0, 0, 5], { wins: 10, draws: 0, losses: 0 });
    // s = 0.025^(1/10) = 0.6915: the lower Clopper-Pearson limit of 10 in 10, as in every table of it
    expect(found.scoreLow).toBeCloseTo(0.6915, 4);
    expect(found).toMatchObject({ score: 1, elo: null, eloHigh: null, scoreHigh: 1 });
    expect(found.eloLow).toBeCloseTo(140.2, 1);
    const lost = eloOfMatch([5, 0, 0, 0, 0], { wins: 0, draws: 0, losses: 10 });
    expect(lost.eloHigh).toBeCloseTo(-found.eloLow!, 9);
    expect(lost).toMatchObject({ elo: null, eloLow: null, scoreLow: 0 });
  });

  it('says nothing before it begins', () => {
    expect(eloOfMatch([0, 0, 0, 0, 0], { wins: 0, draws: 0, losses: 0 })).toEqual({
      score: null,
      scoreLow: 0,
      scoreHigh: 1,
      elo: null,
      eloLow: null,
      eloHigh: null,
    });
  });
});

describe('a rating on a scale of known opponents', () => {
  it('agrees with the definition of Elo against a single opponent', () => {
    expect(eloOnScale([{ elo: 1350, pairs: [1, 2, 4, 2, 1] }]).elo).toBeCloseTo(1350, 6);
    // three points of four: 400 log10(3) above
    const found = eloOnScale([{ elo: 1500, pairs: [0, 1, 3, 1, 5] }]);
    expect(found.elo).toBeCloseTo(1500 + 400 * Math.log10(3), 6);
    expect(found.eloLow!).toBeLessThan(found.elo!);
  });

  it('has the interval of the pairs, to first order', () => {
    const pairs: Pairs = [30, 120, 400, 300, 150];
    const { elo, eloLow, eloHigh } = eloOfPairs(pairs);
    const found = eloOnScale([{ elo: 0, pairs }]);
    expect(found.elo).toBeCloseTo(elo!, 6);
    expect(found.eloHigh! - found.eloLow!).toBeCloseTo(eloHigh! - eloLow!, 1);
  });

  it('is the maximum of the likelihood over several levels', () => {
    const levels = [
      { elo: 1350, pairs: [2, 5, 10, 4, 4] as Pairs },
      { elo: 1500, pairs: [6, 8, 8, 2, 1] as Pairs },
      { elo: 1800, pairs: [20, 4, 1, 0, 0] as Pairs },
    ];
    const likelihood = (rating: number): number =>
      levels.reduce((sum, { elo, pairs }) => {
        const points = pairs.reduce((made, n, half) => made + (n * half) / 2, 0);
        const games = 2 * pairs.reduce((all, n) => all + n, 0);
        const expected = 1 / (1 + 10 ** ((elo - rating) / 400));
        return sum + points * Math.log(expected) + (games - points) * Math.log(1 - expected);
      }, 0);
    let best = 0;
    for (let rating = 1000; rating < 2000; rating += 0.25) if (likelihood(rating) > likelihood(best)) best = rating;
    expect(eloOnScale(levels).elo).toBeCloseTo(best, 0);
  });

  it('leaves one end open for a perfect score', () => {
    const none = eloOnScale([{ elo: 1350, pairs: [5, 0, 0, 0, 0] }]);
    expect(none).toMatchObject({ elo: null, eloLow: null });
    expect(none.eloHigh).toBeCloseTo(1350 - 140.2, 1);
    const all = eloOnScale([{ elo: 1350, pairs: [0, 0, 0, 0, 5] }]);
    expect(all).toMatchObject({ elo: null, eloHigh: null });
    expect(all.eloLow).toBeCloseTo(1350 + 140.2, 1);
    expect(eloOnScale([])).toEqual({ elo: null, eloLow: null, eloHigh: null });
  });
});
