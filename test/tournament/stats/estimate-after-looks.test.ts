import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../src/rating/numerics/student.js';
import { estimateAfterLooks } from '../../../src/tournament/stats/estimate-after-looks.js';
import { sequentialSignFlips } from '../../../src/tournament/stats/sequential-sign-flips.js';

const seen = [31, 22, 40, 18, 35, 28, 9, 25, 30, 14, 38, 21];

describe('after planned looks', () => {
  it("is the mean with Student's interval where there is one look", () => {
    const values = seen.map((d, i) => d - (i % 3 ? 26 : 20));
    const found = estimateAfterLooks(values, { looks: [12], alpha: 0.05 });
    const { mean, low, high } = meanInterval(values)!;
    const tenth = (high! - low!) / 10;
    expect(sequentialSignFlips(values, { looks: [12], alpha: 0.05 }).decidedAt).toBeNull();
    expect(Math.abs(found.estimate! - mean)).toBeLessThan(tenth);
    expect(Math.abs(found.low! - low!)).toBeLessThan(tenth);
    expect(Math.abs(found.high! - high!)).toBeLessThan(tenth);
  });

  const plan = { looks: [8, 10, 12], alpha: 0.05 };
  it('is about the mean after a stop at the first look, and below it after a later stop', () => {
    expect(sequentialSignFlips(seen, plan).decidedAt).toBe(8);
    expect(Math.abs(estimateAfterLooks(seen, plan).estimate! - 26)).toBeLessThan(1);
    const late = [31, -22, 40, 18, 35, 28, -9, 25, 30, 34, 38, 21];
    const stop = sequentialSignFlips(late, plan);
    expect(stop.decidedAt).toBe(10);
    const { estimate, low, high } = estimateAfterLooks(late, plan);
    expect(estimate!).toBeLessThan(stop.looks[1]!.statistic);
    expect(low!).toBeGreaterThanOrEqual(0);
    expect(low!).toBeLessThan(estimate!);
    expect(high!).toBeGreaterThan(estimate!);
  });

  it('has the unit of the differences, and turns with all signs exactly', () => {
    const { estimate, low, high } = estimateAfterLooks(seen, plan);
    const turned = estimateAfterLooks(
      seen.map((d) => -d),
      plan,
    );
    expect(turned).toEqual({ estimate: -estimate!, low: -high!, high: -low! + 0 });
    const scaled = estimateAfterLooks(
      seen.map((d) => d / 64),
      plan,
    );
    expect(scaled.estimate!).toBeCloseTo(estimate! / 64, 6);
  });

  it('holds 0 without a decision, says nothing while looks are to come, and ends where no block can come', () => {
    const open = seen.map((d, i) => (i % 2 ? d : -d));
    const { low, high } = estimateAfterLooks(open, plan);
    expect(low!).toBeLessThanOrEqual(0);
    expect(high!).toBeGreaterThanOrEqual(0);
    const nothing = { estimate: null, low: null, high: null };
    expect(estimateAfterLooks(open.slice(0, 9), plan)).toEqual(nothing);
    expect(estimateAfterLooks(open.slice(0, 9), { ...plan, ended: true }).estimate).not.toBeNull();
    expect(estimateAfterLooks(open.slice(0, 1), { ...plan, ended: true })).toEqual(nothing);
    expect(
      estimateAfterLooks(
        seen.map(() => 3),
        plan,
      ),
    ).toEqual(nothing);
    // equal differences whose mean is not exact in binary
    for (const equal of [0.35, 0.1, 0.7])
      expect(estimateAfterLooks(Array<number>(8).fill(equal), { looks: [7, 8], alpha: 0.1 })).toEqual(nothing);
  });
});
