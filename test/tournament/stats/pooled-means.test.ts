import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/rating/numerics/normal.js';
import { interceptAtEqual } from '../../../src/tournament/stats/intercept-at-equal.js';
import { posteriorMean } from '../../../src/tournament/stats/posterior-mean.js';
import { randomEffectsMean } from '../../../src/tournament/stats/random-effects-mean.js';
import { BCG } from './bcg.js';

describe('the random-effects mean', () => {
  it("agrees with metafor's rma(test = 'knha') of dat.bcg", () => {
    const found = randomEffectsMean(BCG.effects, BCG.variances, 0.95)!;
    expect(found.tau ** 2).toBeCloseTo(0.3132, 4);
    expect(found.mean).toBeCloseTo(-0.7145, 4);
    expect(found.standardError).toBeCloseTo(0.1808, 4);
    expect(found.df).toBe(12);
    expect(found.low).toBeCloseTo(-1.1084, 4);
    expect(found.high).toBeCloseTo(-0.3206, 4);
  });

  it("is the sample mean with Student's interval where all errors are alike and small", () => {
    const found = randomEffectsMean([4, 9, 5], [1e-6, 1e-6, 1e-6], 0.9)!;
    expect(found.mean).toBeCloseTo(6, 9);
    expect(found.standardError).toBeCloseTo(Math.sqrt(7 / 3), 6); // variance (4 + 9 + 1) / 2
    expect(found.high - found.mean).toBeCloseTo(2.919986 * found.standardError, 5);
  });

  it('has no smaller error than the effects themselves where they agree by chance', () => {
    const found = randomEffectsMean([10, 10.1], [8, 8], 0.95)!;
    expect([found.tau, found.standardError]).toEqual([0, 2]);
    expect(found.low).toBeLessThan(0); // two effects, one degree of freedom: 12.7 errors
  });

  it('turns with all signs exactly', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 0.1, max: 90, noNaN: true })),
          {
            minLength: 2,
            maxLength: 6,
          },
        ),
        (pairs) => {
          const [effects, variances] = [pairs.map(([d]) => d), pairs.map(([, v]) => v)];
          const found = randomEffectsMean(effects, variances, 0.95)!;
          const turned = randomEffectsMean(
            effects.map((d) => -d),
            variances,
            0.95,
          )!;
          expect(turned).toEqual({ ...found, mean: -found.mean + 0, low: -found.high, high: -found.low });
        },
      ),
      { numRuns: 30 },
    ));

  it('needs two effects, and their variances', () => {
    expect(randomEffectsMean([1], [1], 0.95)).toBeNull();
    expect(() => randomEffectsMean([1, 2], [1, 0], 0.95)).toThrow(RangeError);
  });
});

describe('the posterior of the mean', () => {
  it('is that of fixed effects where the prior leaves no spread', () => {
    const found = posteriorMean([10, 4], [4, 12], { priorScale: 1e-6 })!;
    expect(found.mean).toBeCloseTo(8.5, 6); // weights 3 : 1, error sqrt(3)
    expect(found.high - found.mean).toBeCloseTo(1.959964 * Math.sqrt(3), 5);
    expect(found.positive).toBeCloseTo(normalCdf(8.5 / Math.sqrt(3)), 6);
  });

  it('of one effect keeps the prior of the spread: median .6745 scales, probability by integration', () => {
    const found = posteriorMean([12], [25], { priorScale: 20 })!;
    expect(found.mean).toBeCloseTo(12, 9);
    expect(found.tau / 20).toBeCloseTo(0.6745, 2);
    // Simpson's rule over the half-normal density
    let sum = 0;
    for (let k = 0; k <= 2000; k++) {
      const u = (k * 8) / 2000;
      const weight = k === 0 || k === 2000 ? 1 : k % 2 ? 4 : 2;
      sum += weight * Math.exp((-u * u) / 2) * normalCdf(12 / Math.sqrt(25 + (20 * u) ** 2));
    }
    expect(found.positive).toBeCloseTo((sum * (8 / 2000 / 3) * 2) / Math.sqrt(2 * Math.PI), 5);
  });

  it('is close to the random-effects mean with many effects and a wide prior', () => {
    const found = posteriorMean(BCG.effects, BCG.variances, { priorScale: 5 })!;
    const reml = randomEffectsMean(BCG.effects, BCG.variances, 0.95)!;
    expect(Math.abs(found.mean - reml.mean)).toBeLessThan(0.02);
    expect(Math.abs(found.low - reml.low)).toBeLessThan(0.06);
    expect(Math.abs(found.high - reml.high)).toBeLessThan(0.06);
    expect(found.positive).toBeLessThan(0.002);
  });

  it('cannot tell much from two bases that disagree', () => {
    const found = posteriorMean([30, -10], [25, 25], { priorScale: 20 })!;
    expect(found.mean).toBeCloseTo(10, 6);
    expect(found.low).toBeLessThan(-15);
    expect(found.positive).toBeGreaterThan(0.6);
    expect(found.positive).toBeLessThan(0.9);
    expect(posteriorMean([], [], { priorScale: 20 })).toBeNull();
    expect(() => posteriorMean([1], [1], { priorScale: 0 })).toThrow(RangeError);
  });
});

describe('the difference at an equal covariate', () => {
  it("is the intercept of a line: Anscombe's first set, 3.0001 with error 1.1247 (R, lm)", () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const found = interceptAtEqual(y, x)!;
    expect(found.intercept).toBeCloseTo(3.0001, 4);
    expect(found.slope).toBeCloseTo(0.5001, 4);
    expect(found.standardError).toBeCloseTo(1.1247, 4);
    expect(found.df).toBe(9);
    expect(found.low).toBeCloseTo(0.4557, 3);
    expect(found.high).toBeCloseTo(5.5444, 3);
  });

  it('is not estimable from two replicates, nor where the covariate does not vary', () => {
    expect(interceptAtEqual([1, 2], [0, 1])).toBeNull();
    expect(interceptAtEqual([1, 2, 3], [0.1, 0.1, 0.1])).toBeNull();
    expect(interceptAtEqual([1, 2, 3], [0, 0, 0])).toBeNull();
  });
});
