import { describe, expect, it } from 'vitest';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { bootstrapOf } from '../../../src/tournament/robustness/bootstrap.js';
import { declaredSpecifications } from '../../../src/tournament/robustness/declared.js';
import { improvementOf, mannWhitney, probabilityAbove } from '../../../src/tournament/robustness/improvement.js';
import { specificationCurve } from '../../../src/tournament/robustness/specification-curve.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import { playedOut } from '../played.js';

const curveOf = (options: Parameters<typeof playedOut>[0]) => {
  const { evidence } = playedOut(options);
  const found = verdict(evidence);
  return { evidence, found, curve: specificationCurve(evidence, found)! };
};
const { evidence, found, curve } = curveOf({ measured: true, request: { pairs: 12 } });
const row = (id: string, from = curve) => from.rows.find((one) => one.id === id)!;

describe('the specification curve', () => {
  it('is the same list before any result, without an estimate', () => {
    const early = { ...evidence, results: [], checks: new Map() };
    const before = specificationCurve(early, verdict(early))!;
    expect(before.rows.map(({ id, name, differs }) => [id, name, differs])).toEqual(
      curve.rows.map(({ id, name, differs }) => [id, name, differs]),
    );
    expect(before.rows.every(({ estimate, unavailable }) => estimate === null && unavailable !== null)).toBe(true);
    expect(before.sameSign).toBeNull();
    expect(new Set(curve.rows.map(({ id }) => id)).size).toBe(curve.rows.length);
  });

  it('begins with the verdict’s own analysis', () => {
    const { mean, low, high } = found.contrast!;
    expect(curve.rows[0]).toMatchObject({ id: 'plan', scale: 'elo', estimate: mean, low, high, replicates: 8 });
    expect(row('endpoint: regret').estimate).toBe(found.regret!.contrast.mean);
    expect(row('estimator: random effects').estimate).toBe(found.secondOpinions!.randomEffects!.mean);
  });

  it('cuts the direct games in halves that together are all of them', () => {
    const all = row('plan').games;
    expect(all).toBe(8 * 12 * 2);
    for (const [a, b] of [
      ['openings: odd rounds', 'openings: even rounds'],
      ['openings: first half', 'openings: second half'],
      ['colours: White', 'colours: Black'],
    ]) {
      expect(row(a!).games! + row(b!).games!).toBe(all);
      expect((row(a!).estimate! + row(b!).estimate!) / 2 - row('plan').estimate!).toBeLessThan(15);
    }
  });

  it('takes White’s advantage off games of one colour', () => {
    // +25 Elo for White in these games; without taking it off the two would differ by 50
    const large = curveOf({ gaps: {}, spread: 0, request: { pairs: 300, replicates: [1, 2, 3, 4, 5, 6] } }).curve;
    expect(Math.abs(row('colours: White', large).estimate! - row('colours: Black', large).estimate!)).toBeLessThan(30);
  });

  it('gives the range of the means without one replicate', () => {
    const values = found.contrast!.differences.map(({ difference }) => difference);
    const means = values.map((_, i) => values.filter((__, j) => j !== i).reduce((a, b) => a + b, 0) / 7);
    expect(row('replicates: one out').low).toBeCloseTo(Math.min(...means), 9);
    expect(row('replicates: one out').high).toBeCloseTo(Math.max(...means), 9);
  });

  it('leaves out the replicates in which a judge saw no treatment', () => {
    const weak = new Map(
      [...evidence.checks].map(([key, checks], i) => [
        key,
        i < 4 ? { ...checks, tone: { ...checks.tone!, classifier: checks.tone!.classifier.map(() => 0) } } : checks,
      ]),
    );
    const changed = { ...evidence, checks: weak };
    const { rows } = specificationCurve(changed, verdict(changed))!;
    const kept = rows.find(({ id }) => id === 'treatment: classifier')!.replicates!;
    expect(kept).toBeLessThan(8);
    expect(rows.find(({ id }) => id === 'treatment: vader')!.replicates).toBe(8);
  });

  it('counts the signs of alternatives, and says why some have none', () => {
    const known = curve.rows.slice(1).filter(({ estimate, interval }) => estimate !== null && interval !== 'range');
    expect(curve.sameSign).toEqual({
      of: known.length,
      same: known.filter(({ estimate }) => estimate! > 0 === curve.rows[0]!.estimate! > 0).length,
    });
    for (const { estimate, unavailable } of curve.rows) expect(unavailable === null).toBe(estimate !== null);
    expect(row('decoding: no guard').unavailable).toContain('without the guard');
  });

  it('changes the sign of everything with the order of the arms', () => {
    const request = { pairs: 12, analysis: { primary: ['negative', 'positive'] as [string, string] } };
    const swapped = { ...evidence.plan.spec.analysis, ...request.analysis };
    const other = { ...evidence, plan: { ...evidence.plan, spec: { ...evidence.plan.spec, analysis: swapped } } };
    const mirrored = specificationCurve(other, verdict(other))!;
    for (const { id, estimate } of curve.rows.filter(({ group }) => group !== 'colours'))
      if (estimate !== null) expect(row(id, mirrored).estimate, id).toBeCloseTo(-estimate, 9);
  });

  it('stands for a round-robin, for regret as the endpoint, and for checks of earlier versions', () => {
    const rounds = curveOf({ request: { schedule: { kind: 'round-robin' }, pairs: 1 } }).curve;
    expect(row('plan', rounds).name).toBe('joint ratings');
    expect(row('estimator: direct games', rounds).estimate).not.toBeNull();
    expect(row('endpoint: regret', rounds).unavailable).not.toBeNull();
    const regret = curveOf({ measured: true, request: { pairs: 2, analysis: { endpoint: 'regret' } } });
    expect(regret.curve.rows[0]).toMatchObject({ scale: 'expected points', name: 'policy regret' });
    expect(row('endpoint: games', regret.curve).estimate).not.toBeNull();
    expect(declaredSpecifications(regret.evidence.plan)[0]!.differs).toBe('as planned');
  });
});

describe('the probability of improvement', () => {
  it('is Mann and Whitney’s share of pairs, ties as one half', () => {
    // by hand: 1 beats none of 0.5, 1, 4 but the first and ties the second; 3 beats two; 5 beats three
    expect(mannWhitney([1, 3, 5], [0.5, 1, 4])).toBeCloseTo((1.5 + 2 + 3) / 9, 12);
    expect(mannWhitney([1, 2], [3, 4])).toBe(0);
  });

  it('predicts a further value by Student’s t', () => {
    // mean 2, s 1, n 3: t = 2 / sqrt(4 / 3) = sqrt 3 on 2 degrees; P(T < t) = 1/2 + t / (2 sqrt(2 + t²))
    expect(probabilityAbove([1, 2, 3])).toBeCloseTo(0.5 + Math.sqrt(3) / (2 * Math.sqrt(5)), 9);
    expect([probabilityAbove([1, 1]), probabilityAbove([0, 0]), probabilityAbove([-1, -1])]).toEqual([1, 0.5, 0]);
  });

  it('has percentile intervals that are the same for the same seed and none without spread', () => {
    const mean = (indices: readonly number[]): number => indices.reduce((a, b) => a + b, 0) / indices.length;
    const once = bootstrapOf(mean, 100, 4000, randomFromHash('a'.repeat(64)));
    expect(bootstrapOf(mean, 100, 4000, randomFromHash('a'.repeat(64)))).toEqual(once);
    // 0 to 99: mean 49.5, standard error of a mean of 100 draws 28.87 / 10
    expect(once.low).toBeCloseTo(49.5 - 1.96 * 2.887, 0);
    expect(once.high).toBeCloseTo(49.5 + 1.96 * 2.887, 0);
    expect(bootstrapOf(() => 1, 8, 100, randomFromHash('b'.repeat(64)))).toEqual({ low: null, high: null });
  });

  it('is told for children, a game and a new replicate once the schedule is complete', () => {
    const improvement = improvementOf(evidence, found)!;
    expect(improvement.game!.games).toBe(8 * 12 * 2);
    expect(improvement.game!.low!).toBeLessThan(improvement.game!.win);
    expect(improvement.replicate!.above).toBe(
      found.contrast!.differences.filter(({ difference }) => difference > 0).length +
        found.contrast!.differences.filter(({ difference }) => difference === 0).length / 2,
    );
    expect(improvementOf(evidence, found)).toEqual(improvement);
    const early = { ...evidence, results: [] };
    expect(improvementOf(early, verdict(early))).toBeNull();
  });
});
