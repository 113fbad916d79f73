import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/rating/numerics/normal.js';
import { signFlipTest } from '../../../src/rating/numerics/sign-flip.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/index.js';
import {
  bestDesignWithin,
  cheapestDesign,
  detectableDifference,
  equivalencePowerAt,
  powerAt,
  reachableMargin,
} from '../../../src/tournament/design/choose-design.js';
import { type Design, gamesForOne, gamesOf, standardErrorOf } from '../../../src/tournament/design/design-variance.js';
import {
  equivalencePower,
  replicatesForEquivalence,
  smallestMargin,
} from '../../../src/tournament/design/equivalence-power.js';
import { sequentialPower } from '../../../src/tournament/design/sequential-power.js';
import { detectableShift, signFlipPower } from '../../../src/tournament/design/sign-flip-power.js';
import { defaultLooks, sequentialSignFlips } from '../../../src/tournament/stats/sequential-sign-flips.js';

const design = (kind: Design['kind'], arms: number, replicates: number, pairs = 20, anchors = 1): Design => ({
  kind,
  arms,
  anchors,
  replicates,
  pairs,
});
const normalsOf = (name: string): (() => number) => {
  const random = randomFromHash(sha256Hex(name));
  return () => normalQuantile((random.uint32() + 0.5) / 2 ** 32);
};

describe('the error of the primary contrast', () => {
  it('times games: direct 1, against the base 4, round robins 2.5, 3.9 and 5.4', () => {
    expect(gamesForOne(design('direct', 2, 6))).toBeCloseTo(1, 12);
    expect(gamesForOne(design('against base', 2, 6))).toBeCloseTo(4, 12);
    expect(gamesForOne(design('round-robin', 2, 6))).toBeCloseTo(2.5, 1);
    expect(gamesForOne(design('round-robin', 3, 3))).toBeCloseTo(3.9, 1);
    expect(gamesForOne(design('round-robin', 5, 6))).toBeCloseTo(5.4, 1);
  });

  it('is that of least squares: a round robin of 2 arms, 3 replicates and the base, solved step by step', () => {
    // Laplacian of children 0-5 and the base, grounded at the base; contrast: mean of 0-2 minus mean of 3-5
    const [pairs, perGame] = [4, (1600 / Math.LN10 / 0.85) ** 2 * (0.85 / 4)];
    const rows = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (__, j) => (i === j ? 6 : -1)));
    const contrast = rows.map((_, i) => (i < 3 ? 1 / 3 : -1 / 3));
    const right = [...contrast];
    for (let i = 0; i < 6; i++)
      for (let k = i + 1; k < 6; k++) {
        const factor = rows[k]![i]! / rows[i]![i]!;
        for (let j = i; j < 6; j++) rows[k]![j]! -= factor * rows[i]![j]!;
        right[k]! -= factor * right[i]!;
      }
    const solved = [...right];
    for (let i = 5; i >= 0; i--) {
      for (let j = i + 1; j < 6; j++) solved[i]! -= rows[i]![j]! * solved[j]!;
      solved[i]! /= rows[i]![i]!;
    }
    const variance = contrast.reduce((sum, c, i) => sum + c * solved[i]!, 0) * (perGame / (2 * pairs));
    const error = standardErrorOf(design('round-robin', 2, 3, pairs), { seedDeviation: 0 });
    expect(error).toBeCloseTo(Math.sqrt(variance), 9);
  });

  it('of 2,008 direct games is 8 Elo without draws and 12.1 at half of them drawn: 347 Elo / sqrt((1 - q) games)', () => {
    const games = design('direct', 2, 8, 125.5);
    expect(gamesOf(games)).toBe(2008);
    expect(standardErrorOf(games, { seedDeviation: 0, drawRate: 0 })).toBeCloseTo(347.44 / Math.sqrt(2008), 2);
    expect(standardErrorOf(games, { seedDeviation: 0, drawRate: 0.5 })).toBeCloseTo(347.44 / Math.sqrt(1004), 2);
    expect(standardErrorOf(games, { seedDeviation: 20, drawRate: 0 })).toBeCloseTo(
      Math.sqrt(347.44 ** 2 / 2008 + 400 / 8),
      2,
    );
  });

  it('counts the games of other questions, which cost and do not help', () => {
    const more = { ...design('direct', 3, 6, 20), blockPairs: 50 };
    expect(gamesOf(more)).toBe(600);
    expect(gamesForOne(more)).toBeCloseTo(2.5, 12);
  });
});

describe('the power of sign flips', () => {
  it('knows six replicates in closed form: all six signs agree with probability .8 at the shift 1.793', () => {
    expect(Math.abs(detectableShift(6, 0.05)! - 1.793)).toBeLessThan(0.07);
    expect(Math.abs(signFlipPower(6, 0.05, 1.793) - 0.8)).toBeLessThan(0.03);
    expect([detectableShift(5, 0.05), signFlipPower(5, 0.05, 9)]).toEqual([null, 0]);
  });

  it("is Student's beyond twelve: 34 replicates for .8 at half a standard deviation, exactly .8078 (G*Power)", () => {
    expect(signFlipPower(34, 0.05, 0.5)).toBeCloseTo(0.8078, 3);
    expect(signFlipPower(33, 0.05, 0.5)).toBeLessThan(0.8);
    expect(signFlipPower(34, 0.05, detectableShift(34, 0.05)!)).toBeCloseTo(0.8, 6);
    expect(Math.abs(detectableShift(12, 0.05)! - detectableShift(13, 0.05)! * Math.sqrt(13 / 12))).toBeLessThan(0.05);
  });

  it('is what counting rejections gives at 14 replicates', () => {
    const normal = normalsOf('counted');
    let found = 0;
    for (let i = 0; i < 400; i++) if (signFlipTest(Array.from({ length: 14 }, () => 0.7 + normal())).p <= 0.05) found++;
    expect(Math.abs(found / 400 - signFlipPower(14, 0.05, 0.7))).toBeLessThan(0.07); // three standard errors
  });
});

describe('planning', () => {
  const setting = { alpha: 0.05, seedDeviation: 30 };
  const frame = { kind: 'direct', arms: 2, anchors: 1, pairsOfBlock: (pairs: number) => pairs + 12 } as const;
  const costs = { fineTune: 60, game: 0.2 };

  it('sees less than the seeds allow however many games', () => {
    const gap = (pairs: number): number => detectableDifference(design('direct', 2, 8, pairs), setting)!;
    expect(gap(4)).toBeGreaterThan(gap(64));
    expect(gap(1000)).toBeGreaterThan(detectableShift(8, 0.05)! * 30);
    expect(detectableDifference(design('direct', 2, 5, 100), setting)).toBeNull();
    expect(powerAt(gap(64), design('direct', 2, 8, 64), setting)).toBeCloseTo(0.8, 2);
  });

  it('finds a design that shows the gap, and none cheaper among its neighbours', () => {
    const found = cheapestDesign(40, frame, setting, costs)!;
    expect(found.gap).toBeLessThanOrEqual(40);
    expect(found.cost).toBe(found.replicates * (120 + 2 * (found.pairs + 12) * 0.2));
    if (found.pairs > 1)
      expect(detectableDifference({ ...found, pairs: found.pairs - 1 }, setting)!).toBeGreaterThan(40);
    const dear = cheapestDesign(40, frame, setting, { fineTune: 1e6, game: 0.2 })!;
    expect(dear.replicates).toBeLessThanOrEqual(found.replicates);
    expect(cheapestDesign(1, frame, setting, costs)).toBeNull();
  });

  it('finds the best design within a budget, which the cheapest one for its gap does not undercut', () => {
    const best = bestDesignWithin(3600, frame, setting, costs)!;
    expect(best.cost).toBeLessThanOrEqual(3600);
    const cheapest = cheapestDesign(best.gap + 1e-9, frame, setting, costs)!;
    expect(cheapest.cost).toBeLessThanOrEqual(best.cost);
    expect(bestDesignWithin(7200, frame, setting, costs)!.gap).toBeLessThan(best.gap);
    expect(bestDesignWithin(100, frame, setting, costs)).toBeNull();
  });
});

describe('equivalence', () => {
  it('within 10 Elo takes about 39 replicates of children that spread by 15, with games without end', () => {
    const found = replicatesForEquivalence(10 / (15 * Math.SQRT2), 0.05)!;
    expect(Math.abs(found - 39)).toBeLessThanOrEqual(1);
    expect(replicatesForEquivalence(0.01, 0.05)).toBeNull();
  });

  it('is shown as often as planned', () => {
    const normal = normalsOf('equivalent');
    // t .95 quantile of 9 degrees of freedom
    let shown = 0;
    for (let i = 0; i < 2000; i++) {
      const values = Array.from({ length: 10 }, normal);
      const mean = values.reduce((a, b) => a + b, 0) / 10;
      const error = Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / 90);
      if (Math.abs(mean) + 1.833113 * error <= 0.9) shown++;
    }
    expect(Math.abs(equivalencePower(10, 0.05, 0.9) - shown / 2000)).toBeLessThan(0.035);
    expect(equivalencePower(10, 0.05, 0.9, 0.9)).toBeLessThanOrEqual(0.05 + 1e-9);
  });

  it('has a margin that a design can reach', () => {
    const [plan, noise] = [design('direct', 2, 8, 50), { alpha: 0.05, seedDeviation: 20 }];
    const margin = reachableMargin(plan, noise)!;
    expect(equivalencePowerAt(margin, plan, noise)).toBeCloseTo(0.8, 6);
    expect(margin / standardErrorOf(plan, noise)).toBeCloseTo(smallestMargin(8, 0.05)! * Math.sqrt(8), 6);
    expect(reachableMargin(design('direct', 2, 1), noise)).toBeNull();
  });
});

describe('the power of planned looks', () => {
  const plan = { looks: defaultLooks(10, 0.05), alpha: 0.05 };
  it('is what playing the test gives', () => {
    const normal = normalsOf('played');
    let [found, blocks] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const { side, decidedAt } = sequentialSignFlips(
        Array.from({ length: 10 }, () => 1 + normal()),
        plan,
      );
      if (side === 1) found++;
      blocks += decidedAt ?? 10;
    }
    const planned = sequentialPower(plan, 1);
    expect(Math.abs(planned.power - found / 400)).toBeLessThan(0.075);
    expect(Math.abs(planned.blocks - blocks / 400)).toBeLessThan(0.3);
  });

  it('costs little against one look at the end, and saves blocks at a large difference', () => {
    expect(sequentialPower(plan, 0).power).toBeLessThan(0.035); // one side of .05
    const one = signFlipPower(10, 0.05, 1);
    expect(sequentialPower(plan, 1).power).toBeGreaterThan(one - 0.08);
    expect(sequentialPower(plan, 2.5).blocks).toBeLessThan(8.5);
  });
});
