import { describe, expect, it } from 'vitest';
import { normalCdf, signFlipTest } from '../../../src/rating/numerics/index.js';
import { detectableShift, signFlipPower } from '../../../src/tournament/design/sign-flip-power.js';
import { normalNumbers } from '../../../src/tournament/stats/sign-flip-boundary.js';

describe('power of sign flips', () => {
  it('with six replicates is the probability that all signs agree', () => {
    for (const shift of [0.5, 1, 1.353, 1.793, 2.5])
      expect(Math.abs(signFlipPower(6, 0.05, shift) - normalCdf(shift) ** 6)).toBeLessThan(0.02);
    expect(Math.abs(detectableShift(6, 0.05)! - 1.793)).toBeLessThan(0.03);
  });
  it('is the same in both directions: the power at the detectable shift is 80 %', () => {
    for (const n of [6, 8, 10, 11, 30]) expect(signFlipPower(n, 0.05, detectableShift(n, 0.05)!)).toBeCloseTo(0.8, 2);
  });
  it('passes from simulation to Student’s t without a step', () => {
    const scaled = [8, 9, 10, 11, 12, 13].map((n) => detectableShift(n, 0.05)! * Math.sqrt(n));
    scaled.slice(1).forEach((value, i) => expect(Math.abs(value / scaled[i]! - 1)).toBeLessThan(0.06));
  });
  it('is what counting rejections gives at 14 replicates', () => {
    const normal = normalNumbers('counted');
    let found = 0;
    for (let i = 0; i < 400; i++) if (signFlipTest(Array.from({ length: 14 }, () => 0.7 + normal())).p <= 0.05) found++;
    expect(Math.abs(found / 400 - signFlipPower(14, 0.05, 0.7))).toBeLessThan(0.07); // three standard errors
  });
  it('is none with fewer replicates than can decide', () => {
    expect(signFlipPower(5, 0.05, 10)).toBe(0);
    expect(detectableShift(5, 0.05)).toBeNull();
    expect(detectableShift(7, 0.01)).toBeNull();
  });
});
