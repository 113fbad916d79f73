import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/rating/numerics/normal.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { seedVariance } from '../../../src/tournament/stats/seed-variance.js';
import { sameArmSpread, spreadInterval } from '../../../src/tournament/stats/spread-interval.js';
import { BCG } from './bcg.js';

const normals = (name: string): (() => number) => {
  const random = randomFromHash(sha256Hex(name));
  return () => normalQuantile((random.uint32() + 0.5) / 2 ** 32);
};

describe('the spread of differences with known errors', () => {
  it("agrees with metafor's confint of dat.bcg: tau² from .1197 to 1.1115", () => {
    const found = spreadInterval(BCG.effects, BCG.variances)!;
    expect(found.low ** 2).toBeCloseTo(0.1197, 4);
    expect(found.high ** 2).toBeCloseTo(1.1115, 4);
    expect(found.deviation ** 2).toBeCloseTo(0.3181, 4); // method = "PM"
  });

  it('is the sample deviation with the χ² interval where nothing is measured with error', () => {
    const found = spreadInterval([1, 2, 3, 4, 5], [0, 0, 0, 0, 0])!;
    expect(found.deviation ** 2).toBeCloseTo(2.5, 9);
    expect(found.low ** 2).toBeCloseTo(10 / 11.143287, 6); // χ² quantiles of 4 degrees of freedom
    expect(found.high ** 2).toBeCloseTo(10 / 0.484419, 4);
  });

  it('is 0 where the differences agree, and needs two', () => {
    expect(spreadInterval([3, 3, 3], [1, 1, 2])).toEqual({ deviation: 0, low: 0, high: 0 });
    expect(spreadInterval([3], [1])).toBeNull();
  });
});

describe('the spread between children of one arm', () => {
  it('of one match is solved by hand: margin² = 2 sigma² + variance', () => {
    const found = sameArmSpread([{ first: 1, second: 2, margin: 10, variance: 36 }])!;
    expect(found.deviation).toBeCloseTo(Math.sqrt(32), 9);
    expect(found.low).toBeCloseTo(0, 9); // 100 / 36 is below 5.02
    expect(2 * found.high ** 2 + 36).toBeCloseTo(100 / 0.000982069, 0);
  });

  it('of a round robin is that of the row sums', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 6, maxLength: 6 }), (margins) => {
        const pairs = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].slice(i + 1).map((j) => [i, j] as const));
        const matches = pairs.map(([first, second], k) => ({ first, second, margin: margins[k]!, variance: 1.5 }));
        const sums = [0, 1, 2, 3].map((i) =>
          matches.reduce((a, m) => a + (m.first === i ? m.margin : m.second === i ? -m.margin : 0), 0),
        );
        const square = sums.reduce((a, s) => a + (s / 4) ** 2, 0) / 3;
        expect(sameArmSpread(matches)!.deviation ** 2).toBeCloseTo(Math.max(0, square - 1.5 / 4), 6);
      }),
    ));

  it('covers the true spread in 95 % of chains, in which each child meets the next', () => {
    const normal = normals('chains');
    for (const sigma of [0, 20]) {
      let covered = 0;
      for (let sample = 0; sample < 400; sample++) {
        const strengths = Array.from({ length: 8 }, () => sigma * normal());
        const { low, high } = sameArmSpread(
          strengths.slice(1).map((strength, i) => ({
            first: i + 1,
            second: i,
            margin: strength - strengths[i]! + 15 * normal(),
            variance: 225,
          })),
        )!;
        if (low <= sigma && sigma <= high) covered++;
      }
      // three standard errors of 400 samples; at 0 the interval misses on one side alone
      expect(Math.abs(covered / 400 - (sigma ? 0.95 : 0.975))).toBeLessThan(0.033);
    }
  });

  it('of a round-robin table has an interval that covers as well, with the residual estimated', () => {
    const normal = normals('tables');
    for (const sigma of [0, 0.05]) {
      let covered = 0;
      for (let sample = 0; sample < 400; sample++) {
        const tables = [0, 1].map(() => {
          const strengths = Array.from({ length: 5 }, () => sigma * normal());
          const table = strengths.map(() => strengths.map(() => 0));
          strengths.forEach((a, i) =>
            strengths.slice(0, i).forEach((b, j) => {
              table[i]![j] = a - b + 0.06 * normal();
              table[j]![i] = -table[i]![j]!;
            }),
          );
          return table;
        });
        const { low, high } = seedVariance(tables)!;
        const truth = (sigma * 1600) / Math.LN10;
        if (low <= truth + 1e-9 && truth <= high) covered++;
      }
      expect(covered / 400).toBeGreaterThan(0.917);
    }
  });
});
