import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestRho, betaBinomialMixture, normalMixture } from '../../src/rating/mixture-boundary.js';
import { choose, leastPermutationP, permutationTest } from '../../src/rating/permutation.js';

// gostevehoward/confseq, test/uniform_boundaries_unittest.cpp at 70b1ef3, absolute tolerance 1e-5
describe('boundaries for any time', () => {
  const rho = bestRho(100, 0.05);

  it('confseq, TestTwoSidedNormalMixture', () => {
    const { logMixture, bound } = normalMixture(rho);
    expect(Math.abs(rho - 12.60056)).toBeLessThan(1e-5);
    expect(Math.abs(logMixture(10, 100) - -0.6510052)).toBeLessThan(1e-5);
    expect(Math.abs(bound(100, 0.05) - 30.35209)).toBeLessThan(1e-5);
  });

  it('confseq, TestTwoSidedBetaBinomialMixture', () => {
    const { logMixture, bound } = betaBinomialMixture(rho, 0.2, 0.8);
    expect(Math.abs(logMixture(10, 100) - -0.6941012)).toBeLessThan(1e-5);
    expect(Math.abs(bound(100, 0.05) - 31.4308)).toBeLessThan(1e-5);
  });

  it('the bound is where the mixture alarms, and both sides are alike', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1000, noNaN: true }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        (v, alpha) => {
          for (const mixture of [normalMixture(rho), betaBinomialMixture(rho, 0.5, 0.5)]) {
            const bound = mixture.bound(v, alpha);
            if (bound < v / 0.5 - 1e-6) expect(mixture.logMixture(bound, v)).toBeCloseTo(-Math.log(alpha), 6);
            expect(mixture.logMixture(3, v)).toBeCloseTo(mixture.logMixture(-3, v), 9);
          }
        },
      ),
    ));
});

describe('permuting arms over seeds', () => {
  it('has a least p', () => {
    // 2 / C(2S, S)
    const wanted = [
      0.3333333333333333, 0.1, 0.02857142857142857, 0.007936507936507936, 0.0021645021645021645, 0.0001554001554001554,
    ];
    expect([2, 3, 4, 5, 6, 8].map(leastPermutationP)).toEqual(wanted);
    expect(leastPermutationP(1)).toBe(1);
  });

  it('reaches it where the arms are apart, and 1 where they are alike', () => {
    for (const n of [2, 3, 4, 5, 6]) {
      const low = Array.from({ length: n }, (_, i) => i * i * 0.1);
      expect(
        permutationTest(
          low,
          low.map((value) => value + 100),
        ),
      ).toBeCloseTo(leastPermutationP(n), 14);
    }
    expect(permutationTest([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(permutationTest([0.1, 0.1], [0.1, 0.1])).toBe(1);
    expect(() => permutationTest(Array<number>(20).fill(1), Array<number>(20).fill(2))).toThrow(RangeError);
  });

  it('is the same whatever the arms are called', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }),
        (a, b) => {
          const p = permutationTest(a, b);
          expect(permutationTest(b, a)).toBeCloseTo(p, 12);
          expect(p).toBeGreaterThanOrEqual(1 / choose(a.length + b.length, a.length));
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
    ));
});
