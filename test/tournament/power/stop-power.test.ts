import { describe, expect, it } from 'vitest';
import { signFlipPower } from '../../../src/tournament/power/sign-flip-power.js';
import { eProcessPower, lookPower } from '../../../src/tournament/power/stop-power.js';

describe('power of stop rules', () => {
  it('of a single look at the end is that of sign flips, and all blocks are played', () => {
    const { power, blocks } = lookPower([12], 0.05, 0.8);
    expect(Math.abs(power - signFlipPower(12, 0.05, 0.8))).toBeLessThan(0.06);
    expect(blocks).toBe(12);
  });
  it('of planned looks is a little less than at the end alone, and far more than of the e-process', () => {
    const shift = 0.9;
    const planned = lookPower([8, 9, 10, 11, 12], 0.05, shift);
    const atTheEnd = signFlipPower(12, 0.05, shift);
    expect(planned.power).toBeLessThan(atTheEnd + 0.03);
    expect(planned.power).toBeGreaterThan(atTheEnd - 0.1);
    expect(planned.blocks).toBeLessThan(12);
    // in shares of points a gap of 40 Elo with that ratio to its deviation
    expect(eProcessPower(12, 0.05, 0.1, 0.1 / shift).power).toBeLessThan(planned.power - 0.15);
  });
  it('without an effect is half of the level at most', () => {
    expect(lookPower([8, 9, 10, 11, 12], 0.05, 0).power).toBeLessThan(0.05);
    expect(eProcessPower(12, 0.05, 0, 0.1).power).toBeLessThan(0.05);
  });
  it('ends sooner the larger the gap', () => {
    const [small, large] = [0.5, 2].map((shift) => lookPower([7, 8, 9, 10], 0.05, shift));
    expect(large!.blocks).toBeLessThan(small!.blocks);
    expect(large!.power).toBeGreaterThan(small!.power);
  });
});
