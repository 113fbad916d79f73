import { describe, expect, it } from 'vitest';
import { halfPointsOf, pointsOf } from '../../src/vocabulary/results.js';
import { RESULTS } from '../../src/vocabulary/unions.js';

describe('points of a result', () => {
  it.each([
    ['1-0', 1, 0],
    ['1/2-1/2', 0.5, 0.5],
    ['0-1', 0, 1],
  ] as const)('%s gives White %d and Black %d', (result, white, black) => {
    expect([pointsOf(result, true), pointsOf(result, false)]).toEqual([white, black]);
    expect([halfPointsOf(result, true), halfPointsOf(result, false)]).toEqual([2 * white, 2 * black]);
  });

  it('are shared out: both sides together have one point of every game', () => {
    for (const result of RESULTS) expect(pointsOf(result, true) + pointsOf(result, false)).toBe(1);
  });
});
