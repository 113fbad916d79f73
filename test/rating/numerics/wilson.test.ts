import { describe, expect, it } from 'vitest';
import { RunningMean } from '../../../src/rating/numerics/running-mean.js';
import { shareOf } from '../../../src/rating/numerics/wilson.js';

describe("Wilson's interval", () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I,
  // method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (hits, of, low, high) => {
    const found = shareOf(hits, of);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
    expect(found.share).toBe(hits / of);
  });

  it('is symmetric, and knows nothing of nothing', () => {
    const [few, many] = [shareOf(1, 29), shareOf(28, 29)];
    expect(many.low).toBeCloseTo(1 - few.high, 12);
    expect(many.high).toBeCloseTo(1 - few.low, 12);
    expect(shareOf(0, 0)).toEqual({ hits: 0, of: 0, share: null, low: 0, high: 1 });
    expect(() => shareOf(3, 2)).toThrow(RangeError);
  });
});

describe('a running mean', () => {
  it('gives mean and standard error of known data', () => {
    // NIST StRD "NumAcc3": 1000000.2, then 1000000.1 and 1000000.3 in turn, 1001 values; certified standard deviation
    // 0.1.
    const mean = new RunningMean();
    mean.add(1_000_000.2);
    for (let i = 0; i < 500; i++) {
      mean.add(1_000_000.1);
      mean.add(1_000_000.3);
    }
    const found = mean.result();
    expect(found.mean).toBeCloseTo(1_000_000.2, 6);
    expect((found.high! - found.low!) / 2).toBeCloseTo((1.959963984540054 * 0.1) / Math.sqrt(1001), 8);
  });

  it('has no interval below two values', () => {
    const mean = new RunningMean();
    expect(mean.result()).toEqual({ mean: null, low: null, high: null });
    mean.add(3);
    expect(mean.result()).toEqual({ mean: 3, low: null, high: null });
    mean.add(Infinity);
    mean.add(2);
    expect(mean.result()).toEqual({ mean: null, low: null, high: null });
  });
});
