import { describe, expect, it } from 'vitest';
import {
  equivalencePower,
  replicatesForEquivalence,
  smallestMargin,
  studentPower,
  studentShift,
} from '../../../src/tournament/design/student-power.js';
import { equivalenceOf } from '../../../src/tournament/stats/replicate-inference.js';
import { normalNumbers } from '../../../src/tournament/stats/sign-flip-boundary.js';

describe('power of Student’s t', () => {
  it('is that of R’s power.t.test, by the examples of its help page', () => {
    // power.t.test(n = 20, delta = 1, sd = 1): 0.8689528; power.t.test(power = .90, delta = 1): n = 22.02110
    expect(studentPower(38, 0.05, Math.sqrt(10))).toBeCloseTo(0.8689528, 6);
    expect(studentPower(2 * 22.0211 - 2, 0.05, Math.sqrt(22.0211 / 2))).toBeCloseTo(0.9, 6);
  });
  it('is at half of alpha on either side without an effect', () => {
    for (const df of [2, 5, 30]) expect(studentPower(df, 0.05, 0)).toBeCloseTo(0.025, 4);
  });
  it('is reached at the shift that it gives', () => {
    for (const n of [2, 6, 11, 40])
      expect(studentPower(n - 1, 0.05, studentShift(n, 0.05, 0.8) * Math.sqrt(n))).toBeCloseTo(0.8, 5);
  });
});

describe('power of equivalence', () => {
  it('needs (z.95 + z.90)² / ratio² replicates where there are many', () => {
    expect(replicatesForEquivalence(() => 0.05, 0.05)! / ((1.6448536 + 1.2815516) ** 2 / 0.05 ** 2)).toBeCloseTo(1, 2);
  });
  it('needs 36 replicates for 10 Elo if differences spread by 20 Elo, 40 if they spread by 15 √2', () => {
    expect(replicatesForEquivalence(() => 10 / 20, 0.05)).toBe(36);
    expect(replicatesForEquivalence(() => 10 / (15 * Math.SQRT2), 0.05)).toBe(40);
  });
  it('is the share of samples that the two one-sided tests of the verdict find equivalent', () => {
    const normal = normalNumbers('equivalence');
    for (const [n, margin] of [
      [6, 1.6],
      [8, smallestMargin(8, 0.05)!],
      [12, 0.7],
    ] as const) {
      let found = 0;
      for (let i = 0; i < 3000; i++) if (equivalenceOf(Array.from({ length: n }, normal), margin)!.p <= 0.05) found++;
      expect(Math.abs(found / 3000 - equivalencePower(n, 0.05, margin))).toBeLessThan(0.03);
    }
    expect(equivalencePower(8, 0.05, smallestMargin(8, 0.05)!)).toBeCloseTo(0.8, 5);
  });
  it('is none for one replicate, and cannot be had for a margin of 0', () => {
    expect(equivalencePower(1, 0.05, 100)).toBe(0);
    expect(smallestMargin(1, 0.05)).toBeNull();
    expect(replicatesForEquivalence(() => 0, 0.05)).toBeNull();
  });
});
