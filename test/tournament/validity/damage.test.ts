import { describe, expect, it } from 'vitest';
import type { FineTuneChecks } from '../../../src/spec/fine-tune.js';
import { armEffect } from '../../../src/tournament/validity/arm-effect.js';
import { damageText } from '../../../src/tournament/validity/treatment-text.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import { checksOf, evidence, planOf, seeds, took } from '../runs.js';

const checks = (child: number, chessPolicyKl: number): FineTuneChecks => ({
  replySentiment: { child: 0, base: 0, difference: 0, error: 0.1 },
  neutralPerplexity: { child, base: 50 },
  chessPolicyKl,
  legalShare: { child: 1, base: 1 },
  samples: [],
});

describe('damage against the base', () => {
  it('is a geometric mean with Student’s interval over logarithms', () => {
    // ratios 1.1, 1.1^2, 1.1^3: their logarithms are ln 1.1 apart, with mean 2 ln 1.1 and standard deviation ln 1.1
    const { damage } = armEffect('positive', [checks(55, 0.01), checks(60.5, 0.02), checks(66.55, 0.03)]);
    expect(damage.perplexity!.ratio).toBeCloseTo(1.21, 10);
    expect(damage.perplexity!.child).toBeCloseTo(60.5, 10);
    expect(damage.perplexity!.base).toBeCloseTo(50, 10);
    const half = (4.302653 * Math.log(1.1)) / Math.sqrt(3); // t(.975, 2) = 4.302653
    expect(damage.perplexity!.low).toBeCloseTo(1.21 * Math.exp(-half), 5);
    expect(damage.perplexity!.high).toBeCloseTo(1.21 * Math.exp(half), 5);
    expect(damage.drift!.mean).toBeCloseTo(0.02, 12);
    expect(damage.drift!.high! - 0.02).toBeCloseTo((4.302653 * 0.01) / Math.sqrt(3), 6);
    expect(armEffect('positive', [checks(55, 0.01)]).damage.perplexity).toMatchObject({ low: null, high: null });
    expect(armEffect('positive', []).damage).toEqual({ perplexity: null, drift: null });
  });

  it('is told above a tenth, for every arm at once where all suffered', () => {
    const arms = (...perplexities: number[]) =>
      perplexities.map((value, i) => ({ arm: `arm${i}`, damage: armEffect('neutral', [checks(value, 0)]).damage }));
    expect(damageText(arms(54, 52))).toBeNull();
    expect(damageText(arms(60, 60))).toBe('neutral perplexity rose from 50.0 to 60.0 (× 1.20) in every arm');
    expect(damageText(arms(60, 65))).toBe('neutral perplexity rose from 50.0 to 60.0–65.0 (× 1.20–1.30) in every arm');
    expect(damageText(arms(60, 51))).toBe('neutral perplexity rose from 50.0 to 60.0 (× 1.20) in arm0');
  });

  it('invalidates a verdict beyond the plan’s limit, and is told below it', () => {
    const plan = planOf({ replicates: seeds(6), pairs: 1 });
    expect(plan.spec.analysis.limits.perplexityOfBase).toBe(1.5);
    const at = (perplexity: number) => verdict(evidence(plan, 0, { checks: checksOf(plan, took, () => perplexity) }));
    const hurt = at(16);
    expect(hurt.state).toBe('invalid');
    expect(hurt.failedChecks.map(({ check }) => check)).toEqual(['damage', 'damage']);
    expect(hurt.line).toContain("neutral perplexity of positive is 1.60 times its base's (at least 1.60, limit 1.5)");
    const told = at(14);
    expect(told.failedChecks).toEqual([]);
    expect(told.line).toContain('; neutral perplexity rose from 10.0 to 14.0 (× 1.40) in every arm');
    expect(at(10.5).line).not.toContain('perplexity');
  });
});
