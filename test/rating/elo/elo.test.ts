import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eloOfGames, eloOfPairs, eloOfScore, scoreOfElo } from '../../../src/rating/elo/elo.js';
import { normalCdf, normalQuantile } from '../../../src/rating/numerics/normal.js';
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
