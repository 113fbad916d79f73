import { describe, expect, it } from 'vitest';
import type { TournamentPlan } from '../../../src/tournament/plan/plan.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import type { Result } from '../../../src/vocabulary/unions.js';
import { checksOf, evidence, planOf, play, seeds, strength, took } from '../runs.js';

const plan = planOf({ replicates: seeds(6), pairs: 4 });
const results = play(plan, strength(200));
const key = (name: string) => plan.contestants.find((one) => one.name === name)!.key;
const isTwin = ({ number }: { number: number }) =>
  [plan.games[number - 1]!.white, plan.games[number - 1]!.black].includes(key('untouched-twin'));

describe('the run’s own checks', () => {
  it('is invalid when the base does not play evenly against itself', () => {
    const fair = verdict(evidence(plan, 0, { results }));
    expect(fair.identicalWeights!.pairs.reduce((a, b) => a + b)).toBe(24);
    expect(fair.identicalWeights!.p).toBeGreaterThan(0.001);
    expect(fair.state).toBe('positive stronger');
    // a fault that gives its second name every game
    const broken = results.map((game) =>
      isTwin(game)
        ? { ...game, result: (plan.games[game.number - 1]!.white === key('untouched') ? '0-1' : '1-0') as Result }
        : game,
    );
    const found = verdict(evidence(plan, 0, { results: broken }));
    expect(found.identicalWeights).toMatchObject({ pairs: [24, 0, 0, 0, 0], limit: 0.001 });
    expect(found.identicalWeights!.p).toBeCloseTo(2 / 2 ** 24, 12);
    expect(found.state).toBe('invalid');
    expect(found.line).toMatch(
      /; invalid, p = 0\.031; the base does not play evenly against itself \(p = 1\.2e-7, limit 0\.001\)/,
    );
  });

  it('is invalid when the chess policies of the compared arms drifted unequally', () => {
    const drifted = (limit: number, gap: number) => {
      const own = planOf({ replicates: seeds(6), pairs: 1, analysis: { limits: { drift: limit } } });
      const checks = checksOf(own, took, undefined, (arm) =>
        arm === 'negative' ? 0.1 + gap : arm === 'neutral' ? 5 : 0.1,
      );
      return verdict(evidence(own, 400, { checks }));
    };
    expect(drifted(0.05, 0.2)).toMatchObject({
      state: 'invalid',
      failedChecks: [
        {
          check: 'damage imbalance',
          message: 'the chess policies of the arms drifted 0.200 nats unequally (limit 0.05)',
        },
      ],
    });
    expect(drifted(0.05, 0.04).failedChecks).toEqual([]);
    expect(drifted(0.3, 0.2).failedChecks).toEqual([]);
    expect(drifted(0.3, 0.2).arms.map(({ drift }) => Number(drift!.toFixed(9)))).toEqual([0.1, 0.3, 5]);
  });

  it('names the placebo contrast, and remarks when it shows a difference', () => {
    const arms = [{ tone: 'positive' }, { tone: 'negative' }, { tone: 'shuffled-a' }, { tone: 'shuffled-b' }] as const;
    const four = planOf({ replicates: seeds(6), pairs: 2, arms: [...arms] });
    const quiet = verdict(evidence(four, 200));
    expect(quiet.placebo).toMatchObject({ arms: ['shuffled-a', 'shuffled-b'], passed: true });
    const loud = verdict(
      evidence(four, 0, {
        results: play(four, (name) =>
          name.startsWith('shuffled-a') ? 400 : name.startsWith('shuffled-b') ? -400 : strength(200)(name),
        ),
      }),
    );
    expect(loud.placebo!.passed).toBe(false);
    expect(loud.line).toMatch(/the placebo arms differ \(p = 0\.031\), where nothing should/);
    expect(verdict(evidence(plan, 0, { results })).placebo).toBeNull();
  });

  it('reads the spread between seeds from matches within an arm', () => {
    const wide = planOf({
      replicates: seeds(8),
      pairs: 20,
      arms: [{ tone: 'positive' }, { tone: 'negative' }],
      anchors: [],
    });
    const offset = (name: string): number =>
      name.startsWith('positive') ? 60 * Math.sin(7 * Number(name.split('/')[1])) : 0;
    const found = verdict(evidence(wide, 0, { results: play(wide, offset, 'a') }));
    const truth = Math.sqrt(seeds(8).reduce((sum, r) => sum + (60 * Math.sin(7 * r)) ** 2, 0) / 7);
    const [first, second] = found.arms.map(({ seedVariance }) => seedVariance!.elo);
    expect(Math.abs(first! / truth - 1)).toBeLessThan(0.3);
    expect(second!).toBeLessThan(20);
    expect(found.seedVariance!.elo).toBeGreaterThan(second!);
    expect(verdict(evidence(planOf({ replicates: [1, 2] }), 0)).seedVariance).toBeNull();
  });
});

describe('deviations from the plan', () => {
  const kinds = (of: TournamentPlan, more: Parameters<typeof evidence>[2]) =>
    verdict(evidence(of, 0, more)).deviations.map(({ kind, count }) => `${kind} ${count}`);
  const full = results.map((game) => ({ ...plan.games[game.number - 1]!, ...game }));

  it('are none when all went as planned', () => {
    expect(kinds(plan, { results: full, record: { planHash: plan.hash, over: true, conflicts: 0 } })).toEqual([]);
  });

  it('are found by comparing the record with the plan', () => {
    const moved = full.map((game, i) => (i === 3 ? { ...game, white: game.black, black: game.white } : game));
    expect(kinds(plan, { results: moved })).toEqual(['games differ 1']);
    expect(kinds(plan, { results: [...full, { ...full[0]!, number: 1_000_000 }] })).toEqual(['games not planned 1']);
    expect(kinds(plan, { results: full.slice(0, -3), record: { over: true } })).toEqual(['games not played 3']);
    expect(kinds(plan, { results: full.slice(0, -3), record: { over: false } })).toEqual([]);
    expect(kinds(plan, { results: full, record: { planHash: planOf({}).hash } })).toEqual(['plan changed 1']);
    expect(kinds(plan, { results: full, record: { conflicts: 2 } })).toEqual(['contradicting results 2']);
    expect(kinds(plan, { results: full, checks: new Map() })).toEqual(['children not checked 18']);
    const failed = new Set([plan.contestants.find(({ name }) => name === 'neutral/2')!.fineTuneKey!]);
    expect(kinds(plan, { results: full, failed, record: { over: true } })).toEqual(['replicates left out 1']);
  });
});
