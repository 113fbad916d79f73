import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kthSmallest } from '../../../src/rating/numerics/select.js';
import { replicatesNeeded, signFlipInterval, signFlipTest } from '../../../src/rating/numerics/sign-flip.js';
import { signedSums, signSplits } from '../../../src/rating/numerics/sign-splits.js';

const differencesOf = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -90, max: 90, noNaN: true }), { minLength, maxLength });

describe('the sign-flip test', () => {
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

  it('takes sums that differ by rounding alone for ties, as if the differences were whole numbers', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 10 }), (values) => {
        expect(signFlipTest(values.map((v) => v / 10)).p).toBe(signFlipTest(values).p);
      }),
    ));

  it('cannot go below 2 / 2^n', () => {
    expect(signFlipTest([1, 2, 3, 4, 5]).p).toBe(0.0625);
    expect(signFlipTest([1, 2, 3, 4, 5, 6]).p).toBe(0.03125);
    expect([0.05, 0.1, 0.01, 0.001].map(replicatesNeeded)).toEqual([6, 5, 8, 11]);
    expect(signFlipTest([]).p).toBe(1);
    expect(signFlipTest([0, 0]).p).toBe(1);
  });

  it('is exact for 20 differences and close beyond', () => {
    // of ±1 twenty times, a sum of 10 or more either way: 2 P(Bin(20, 1/2) >= 15) = 43400 / 2^20
    const twenty = Array.from({ length: 20 }, (_, i) => (i < 15 ? 1 : -1));
    expect(signFlipTest(twenty)).toEqual({ p: 43400 / 2 ** 20, exact: true });
    // of ±1 forty times, a sum of 20 or more: 2 P(Bin(40, 1/2) >= 30) = 0.0022214337
    const forty = signFlipTest(Array.from({ length: 40 }, (_, i) => (i < 30 ? 1 : -1)));
    expect(forty.exact).toBe(false);
    expect(Math.abs(forty.p - 0.0022214337)).toBeLessThan(0.0004);
  });

  it('compares with the same sums whichever pattern of the group was observed, also beyond 20 differences', () => {
    const values = Array.from({ length: 24 }, (_, i) => Math.sin(7 * i) + 1.2);
    const splits = signSplits(24, 17);
    const sizes = [0, 1, 70_001].map((x) => {
      const flipped = values.map((value, i) => {
        const odd = (splits.columns[i]! & x).toString(2).replaceAll('0', '').length % 2;
        return odd ? -value : value;
      });
      return signedSums(flipped, splits).map(Math.abs).sort();
    });
    for (const k of [0, 1000, 2 ** 16, 2 ** 17 - 1]) {
      expect(sizes[1]![k]).toBeCloseTo(sizes[0]![k]!, 9);
      expect(sizes[2]![k]).toBeCloseTo(sizes[0]![k]!, 9);
    }
  });
});

describe('the interval of sign flips', () => {
  it('is from the least to the largest of six differences at .05, and none for five', () => {
    expect(signFlipInterval([3, -1, 4, 1, 5, 9], 0.05)).toEqual({ low: -1, high: 9 });
    expect(signFlipInterval([3, -1, 4, 1, 5], 0.05)).toBeNull();
    expect(signFlipInterval([], 0.05)).toBeNull();
  });

  it('holds 0 exactly if p is above alpha, for 6 to 64 differences', () =>
    fc.assert(
      fc.property(differencesOf(6, 64), fc.constantFrom(0.05, 0.1, 0.3), fc.double(), (values, alpha, lift) => {
        // near the limit as well as far from it
        const first = signFlipInterval(values, alpha)!;
        const moved = values.map((d) => d - (Math.abs(lift) < 0.3 ? first.low : 0));
        const { low, high } = signFlipInterval(moved, alpha)!;
        expect(signFlipTest(moved).p > alpha).toBe(low <= 0 && 0 <= high);
      }),
      { numRuns: 40 },
    ));

  it('holds the shifts that the test does not reject, for 6 to 64 differences', () =>
    fc.assert(
      fc.property(differencesOf(6, 64), fc.double({ min: -1.5, max: 1.5, noNaN: true }), (values, place) => {
        const { low, high } = signFlipInterval(values, 0.05)!;
        const shift = (low + high) / 2 + place * (high - low);
        fc.pre(Math.min(Math.abs(shift - low), Math.abs(shift - high)) > 1e-9);
        expect(signFlipTest(values.map((d) => d - shift)).p > 0.05).toBe(low < shift && shift < high);
      }),
      { numRuns: 40 },
    ));

  it('turns with the signs exactly', () =>
    fc.assert(
      fc.property(differencesOf(6, 30), (values) => {
        const { low, high } = signFlipInterval(values, 0.05)!;
        const turned = signFlipInterval(
          values.map((d) => -d),
          0.05,
        );
        expect(turned).toEqual({ low: -high + 0, high: -low + 0 });
      }),
      { numRuns: 20 },
    ));
});

it('selection finds what sorting finds', () =>
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-Infinity, Infinity)), { minLength: 1 }),
      fc.nat(),
      (values, at) => {
        const k = at % values.length;
        expect(kthSmallest(Float64Array.from(values), k)).toBe(Float64Array.from(values).sort()[k]);
      },
    ),
  ));
