import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eloOfGames, eloOfPairs, eloOfScore, scoreOfElo } from '../../../src/rating/elo/elo.js';
import { normalCdf, normalQuantile } from '../../../src/rating/numerics/normal.js';
import { replicatesNeeded, signFlipTest } from '../../../src/rating/numerics/sign-flip.js';
import { meanInterval, studentCdf, studentQuantile } from '../../../src/rating/numerics/student.js';

describe('normal and Student', () => {
  it('match printed tables', () => {
    // Abramowitz & Stegun, table 26.1; R 4.3 pnorm for the tail
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalCdf(-2.5)).toBeCloseTo(0.00620966532577614, 15);
    expect(normalCdf(-6) / 9.86587645037698e-10).toBeCloseTo(1, 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.95996398454005, 13);
    expect(normalQuantile(0.00001)).toBeCloseTo(-4.26489079392282, 12);
    // R 4.3 qt
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.7062047361747, 9);
    expect(studentQuantile(0.975, 2)).toBeCloseTo(4.30265272974946, 10);
    expect(studentQuantile(0.95, 5)).toBeCloseTo(2.01504837333302, 10);
    expect(studentQuantile(0.975, 63)).toBeCloseTo(1.99834054252074, 9);
  });

  it('are inverses and symmetric', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.integer({ min: 1, max: 100 }), (p, df) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
        expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 9);
        expect(normalQuantile(p) + normalQuantile(1 - p)).toBeCloseTo(0, 7);
      }),
    ));

  it('gives a mean with its t interval, and no interval from one value', () => {
    const found = meanInterval([1, 2, 3])!;
    expect(found.mean).toBe(2);
    expect(found.high! - 2).toBeCloseTo(4.30265272974946 / Math.sqrt(3), 9);
    expect(meanInterval([7])).toEqual({ mean: 7, low: null, high: null });
    expect(meanInterval([])).toBeNull();
  });
});

describe('Elo from counts', () => {
  it('turns scores into differences and back, and gives no number at the ends', () => {
    expect(eloOfScore(0.75)).toBeCloseTo(190.848501888, 8);
    expect(eloOfScore(0.5)).toBe(0);
    expect(eloOfScore(1)).toBeNull();
    expect(eloOfScore(0)).toBeNull();
    expect(scoreOfElo(eloOfScore(0.3)!)).toBeCloseTo(0.3, 14);
  });

  it('says nothing where nothing is known', () => {
    expect(eloOfGames(0, 0, 0)).toMatchObject({ score: null, elo: null, los: null });
    expect(eloOfGames(5, 0, 0)).toMatchObject({ score: 1, elo: null, eloLow: null, los: null });
    expect(eloOfGames(0, 9, 0)).toMatchObject({ score: 0.5, elo: 0, eloLow: null, nelo: null, drawRatio: 1 });
  });

  it('is turned over by turning the counts over, and holds no NaN', () =>
    fc.assert(
      fc.property(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50)), ([a, b, c, d, e]) => {
        const one = eloOfPairs([a, b, c, d, e]);
        const other = eloOfPairs([e, d, c, b, a]);
        for (const value of Object.values(one)) expect(value === null || Number.isFinite(value)).toBe(true);
        if (one.elo !== null) expect(one.elo + other.elo!).toBeCloseTo(0, 8);
        if (one.eloLow !== null) expect(one.eloLow + other.eloHigh!).toBeCloseTo(0, 8);
        if (one.los !== null) expect(one.los + other.los!).toBeCloseTo(1, 10);
      }),
    ));
});

describe('signFlipTest', () => {
  /** All 2^n patterns, one by one. */
  const brute = (values: readonly number[]): number => {
    const seen = Math.abs(values.reduce((sum, v) => sum + v, 0)) - 1e-9;
    let count = 0;
    for (let bits = 0; bits < 2 ** values.length; bits++)
      if (Math.abs(values.reduce((sum, v, i) => sum + ((bits >> i) & 1 ? v : -v), 0)) >= seen) count++;
    return count / 2 ** values.length;
  };

  it('equals the count of all patterns', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 9 }), (values) => {
        expect(signFlipTest(values)).toEqual({ p: brute(values), exact: true });
        expect(signFlipTest(values.map((v) => -v)).p).toBe(signFlipTest(values).p);
      }),
    ));

  it('cannot go below 2 / 2^n', () => {
    expect(signFlipTest([1, 2, 3, 4, 5]).p).toBe(0.0625);
    expect(signFlipTest([1, 2, 3, 4, 5, 6]).p).toBe(0.03125);
    expect([0.05, 0.1, 0.01, 0.001].map(replicatesNeeded)).toEqual([6, 5, 8, 11]);
    expect(signFlipTest([]).p).toBe(1);
    expect(signFlipTest([0, 0]).p).toBe(1);
  });

  it('stays exact for 40 and is close beyond', () => {
    // of ±1 forty times, a sum of 20 or more either way: 2 P(Bin(40, 1/2) >= 30) = 0.0022214337
    const ones = Array.from({ length: 40 }, (_, i) => (i < 30 ? 1 : -1));
    const found = signFlipTest(ones);
    expect(found.exact).toBe(true);
    expect(found.p).toBeCloseTo(0.0022214337, 9);
    const more = signFlipTest([...ones, 0]);
    expect(more.exact).toBe(false);
    expect(Math.abs(more.p - 0.0022214337)).toBeLessThan(0.0004);
  });
});
