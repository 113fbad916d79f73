import { describe, expect, it } from 'vitest';
import { cholesky, solveCholesky } from '../../../src/rating/numerics/index.js';
import {
  differenceVariance,
  directPairsWorth,
  pairsForVariance,
  pairVariance,
  relativeVariance,
  replicateDeviation,
  type ScheduleSize,
} from '../../../src/tournament/design/design-error.js';
import { signFlipPower } from '../../../src/tournament/design/sign-flip-power.js';
import { type ContestantIndices, countPairings, roundRobinPairings } from '../../../src/tournament/plan/schedule.js';

/** Contestants as a plan numbers them. */
function indicesOf(arms: number, replicates: number, anchors: number): ContestantIndices {
  const untouched = arms * replicates;
  return {
    children: Array.from({ length: replicates }, (_, r) => Array.from({ length: arms }, (_, a) => r * arms + a)),
    untouched,
    anchors: Array.from({ length: anchors }, (_, i) => untouched + 1 + i),
    twin: untouched + anchors + 1,
  };
}

/**
 * Variance, in units of one pair's, of the mean difference of the first two arms by generalised least squares over the
 * games of a round-robin, from its graph's Laplacian with the base as the fixed player. Anchors and twin are left out.
 */
function varianceOnGraph(arms: number, replicates: number, anchors: number): number {
  const indices = indicesOf(arms, replicates, anchors);
  const n = indices.untouched;
  const laplacian = new Float64Array(n * n);
  for (const { first, second } of roundRobinPairings(indices)) {
    if (first > n || second > n) continue;
    for (const [a, b] of [
      [first, second],
      [second, first],
    ] as const) {
      if (a === n) continue;
      laplacian[a * n + a]! += 1;
      if (b !== n) laplacian[a * n + b]! -= 1;
    }
  }
  const weights = new Float64Array(n);
  for (const [a, b] of indices.children) {
    weights[a!] = 1 / replicates;
    weights[b!] = -1 / replicates;
  }
  const solution = solveCholesky(cholesky(laplacian, n)!, weights);
  return weights.reduce((sum, w, i) => sum + w * solution[i]!, 0);
}

const roundRobin = (arms: number, replicates: number, pairs = 1): ScheduleSize => ({
  kind: 'round-robin',
  arms,
  replicates,
  pairs,
  drawRate: 0.15,
});

describe('error of a schedule', () => {
  it.each([
    [2, 6, 2.5],
    [3, 3, 3.9],
    [5, 6, 5.4],
  ])(
    'of a round-robin of %d arms and %d replicates with base, twin and anchor takes %d times the games',
    (arms, replicates, known) => {
      const pairs = countPairings(arms, replicates, 1);
      const variance = relativeVariance(roundRobin(arms, replicates), pairs);
      expect(Math.abs(variance - known)).toBeLessThan(0.05);
      expect(variance).toBeCloseTo(pairs * varianceOnGraph(arms, replicates, 1), 9);
    },
  );
  it('of children that play the base alone takes four times the games, of direct games alone once', () => {
    expect(relativeVariance({ kind: 'base only', arms: 2, replicates: 7, pairs: 3 }, 2 * 7 * 3)).toBeCloseTo(4, 12);
    expect(relativeVariance({ kind: 'direct', arms: 2, replicates: 7, pairs: 3 }, 7 * 3)).toBeCloseTo(1, 12);
  });
  it('of one pair is that of an outcome with draws, times the slope of Davidson’s scale', () => {
    // without draws: two games of variance 1/4 each, 1600 / ln 10 Elo a share of points
    expect(pairVariance(0)).toBeCloseTo((1600 / Math.LN10) ** 2 / 8, 6);
    expect(pairVariance(0.4)).toBeCloseTo((1600 / Math.LN10) ** 2 / 8 / 0.6, 6);
  });
  it.each([
    [12, 80.2],
    [24, 55.8],
    [48, 38.5],
  ])('of %d pairs is what estimates on Davidson’s scale show: %d Elo in simulations', (pairs, simulated) => {
    expect(Math.abs(Math.sqrt(differenceVariance(pairs, 0.15)) / simulated - 1)).toBeLessThan(0.01);
  });
  it.each([0, 0.15, 0.4, 0.9])('is turned into pairs of games and back, with a share of draws of %d', (draws) => {
    for (const pairs of [1, 2, 7, 24, 500])
      expect(pairsForVariance(differenceVariance(pairs, draws) * (1 + 1e-9), draws)).toBe(pairs);
  });
  it('is 12.1 Elo for 2,008 direct games where the round-robin of five arms has 21.4', () => {
    // six replicates of arms whose children spread by 15 Elo; a gap of 40 Elo is found in 56 and 22 %
    const direct: ScheduleSize = { kind: 'direct', arms: 2, replicates: 6, pairs: 1004 / 6, drawRate: 0.15 };
    const [one, other] = [direct, roundRobin(5, 6, 2)].map((size) => replicateDeviation(size, 15 * Math.SQRT2));
    expect(one! / Math.sqrt(6)).toBeCloseTo(12.1, 1);
    expect(other! / Math.sqrt(6)).toBeCloseTo(21.4, 1);
    expect(Math.abs(signFlipPower(6, 0.05, 40 / one!) - 0.56)).toBeLessThan(0.03);
    expect(Math.abs(signFlipPower(6, 0.05, 40 / other!) - 0.22)).toBeLessThan(0.03);
  });
  it('falls with the number of players of a round-robin, whose games inform about all of them', () => {
    expect(directPairsWorth(roundRobin(2, 6))).toBe(6.5);
    expect(directPairsWorth(roundRobin(2, 12))).toBe(12.5);
  });
});
