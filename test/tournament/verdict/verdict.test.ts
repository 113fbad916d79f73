import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf } from '../../../src/tournament/plan/cost.js';
import { planTournament, scheduleOf } from '../../../src/tournament/plan/plan.js';
import { completePrefix } from '../../../src/tournament/verdict/complete-blocks.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import { BOOK, checksOf, evidence, planOf, play, seeds, strength, took } from '../runs.js';

describe('completePrefix', () => {
  const plan = planOf({ replicates: [1, 2], pairs: 2 });
  const schedule = scheduleOf(plan);
  const all = play(plan, () => 0);

  it('takes whole pairs up to the first gap, and whole blocks', () =>
    fc.assert(
      fc.property(fc.subarray(all), (results) => {
        const numbers = results.map(({ number }) => number);
        const prefix = completePrefix(schedule, results);
        expect(prefix.games.length % 2).toBe(0);
        expect(prefix.games.map(({ number }) => number)).toEqual(seeds(prefix.games.length));
        expect(prefix.games.every(({ number }) => numbers.includes(number))).toBe(true);
        const next = [prefix.games.length + 1, prefix.games.length + 2];
        expect(next.every((n) => numbers.includes(n))).toBe(false);
        for (const block of prefix.blocks)
          expect(prefix.games.filter((game) => game.block === block).length).toBe(
            schedule.filter((game) => game.block === block).length,
          );
      }),
    ));

  it('is complete with all games, and leaves the excluded out', () => {
    expect(completePrefix(schedule, all)).toMatchObject({ complete: true, blocks: [1, 2] });
    const lost = plan.contestants[0]!.key;
    const theirs = new Set(
      schedule.filter(({ white, black }) => white === lost || black === lost).map(({ number }) => number),
    );
    const rest = all.filter(({ number }) => !theirs.has(number));
    const without = completePrefix(schedule, rest, new Set<ContestantKey>([lost]));
    expect(without.complete).toBe(true);
    expect(without.games.length).toBe(rest.length);
  });
});

describe('verdict', () => {
  it('refuses a p-value with too few replicates, and says how many it takes', () => {
    const found = verdict(evidence(planOf({}), 200));
    expect(found.state).toBe('too few replicates');
    expect(found.contrast).toMatchObject({ p: null, needed: 6, scale: 'elo' });
    expect(found.contrast!.low).toBeLessThan(found.contrast!.mean!);
    expect(found.line).toMatch(
      /^positive minus negative: \+\d.* Elo \(95 % interval by Student’s t .* to .*, 3 replicates\); too few replicates: 6 are needed for alpha 0\.05$/,
    );
  });

  it('finds a large difference on either side, and its mirror image exactly', () => {
    const plan = planOf({ replicates: seeds(6), pairs: 8 });
    const found = verdict(evidence(plan, 150));
    expect(found.state).toBe('positive stronger');
    expect(found.contrast!.p).toBe(0.03125);
    expect(found.contrast!.mean).toBeGreaterThan(75);
    expect(verdict(evidence(plan, -150)).state).toBe('negative stronger');
    const turned = planTournament(
      { ...plan.spec, analysis: { ...plan.spec.analysis, primary: ['negative', 'positive'] } },
      BOOK,
    );
    const mirror = verdict({ ...evidence(plan, 150), plan: turned });
    expect(mirror.contrast!.mean).toBe(-found.contrast!.mean!);
    expect(mirror.contrast!.low).toBe(-found.contrast!.high!);
    expect(mirror.contrast!.p).toBe(found.contrast!.p);
    expect(mirror.state).toBe('positive stronger');
    expect(found.contrast!.interval).toBe('sign flips');
    expect(found.secondOpinions!.mixedModel!.low!).toBeGreaterThan(0);
    expect(mirror.secondOpinions!.twoWayClusters!.mean).toBe(-found.secondOpinions!.twoWayClusters!.mean);
    expect(mirror.watch!.path).toEqual(found.watch!.path);
  });

  it('tells no effect from no data', () => {
    const plan = planOf({ replicates: seeds(6), pairs: 2 });
    expect(verdict(evidence(plan, 0, { results: play(plan, () => 0, 'null') })).state).toBe('inconclusive');
    // a wide margin and much data
    const wide = planOf({ replicates: seeds(6), pairs: 16, analysis: { margin: 60 } });
    const found = verdict(evidence(wide, 0, { results: play(wide, () => 0, 'null') }));
    expect(found.state, found.line).toBe('equivalent');
  });

  it('uses complete blocks only, and shows neither interval nor p before the end', () => {
    const plan = planOf({ replicates: seeds(6), pairs: 1 });
    const results = play(plan, strength(100));
    const end = plan.games.findLast(({ block }) => block === 3)!.number;
    const found = verdict(
      evidence(plan, 0, { results: results.filter(({ number }) => number <= end + 5 || number > end + 9) }),
    );
    expect(found.state).toBe('too early');
    expect(found.replicates.used).toEqual([1, 2, 3]);
    expect(found.contrast).toMatchObject({ low: null, high: null, p: null });
    expect(found.line).toContain('too early: 3 of 6 replicates complete');
    const nothing = verdict(evidence(plan, 0, { results: [] }));
    expect(nothing.line).toBe(
      'positive minus negative: no complete replicate yet; too early: 0 of 6 replicates complete',
    );
  });

  it('leaves a failed replicate out in every arm, and is invalid past the limit', () => {
    const plan = planOf({ replicates: seeds(8), pairs: 1 });
    const key = (name: string) => plan.contestants.find((c) => c.name === name)!.fineTuneKey!;
    const one = verdict(evidence(plan, 400, { failed: new Set([key('neutral/2')]) }));
    expect(one.replicates).toEqual({ used: [1, 3, 4, 5, 6, 7, 8], failed: [2], planned: 8 });
    expect(one.state).toBe('positive stronger');
    const two = verdict(evidence(plan, 400, { failed: new Set([key('neutral/2'), key('positive/4')]) }));
    expect(two.state).toBe('invalid');
    expect(two.line).toContain('2 replicates failed (limit 1)');
  });

  it('says when a treatment did not take, and when the arms were damaged unequally', () => {
    const plan = planOf({ replicates: seeds(6), pairs: 1 });
    const weak = verdict(
      evidence(plan, 400, {
        checks: checksOf(plan, (arm, r) => (arm === 'positive' ? 0.01 : 0) + took(arm, r) / 10),
      }),
    );
    expect(weak.state).toBe('invalid');
    expect(weak.failedChecks.map(({ check }) => check)).toEqual(['treatment did not take']);
    expect(weak.line).toContain(
      'the treatment did not take: the replies of positive and negative differ by +0.07, +0.07 to +0.07 ' +
        '(VADER, first minus second), less than 0.1',
    );
    const wide = verdict(
      evidence(plan, 400, {
        checks: checksOf(plan, (arm, r) => (arm === 'positive' ? (r % 2 ? 0.3 : -0.7) : took(arm, r))),
      }),
    );
    expect(wide.treatment!.answer).toBe('cannot tell');
    expect(wide.failedChecks).toEqual([]);
    expect(wide.line).toContain('it cannot be told whether the treatment took (VADER +0.07, -0.52 to +0.65)');
    const damaged = verdict(
      evidence(plan, 400, { checks: checksOf(plan, took, (arm) => (arm === 'negative' ? 15 : 10)) }),
    );
    expect(damaged.failedChecks.map(({ check }) => check)).toEqual(['damage imbalance']);
    const demo = planOf({ replicates: seeds(3) });
    expect(verdict(evidence(demo, 0, { checks: checksOf(demo, () => 0) })).line).toMatch(
      /too few replicates.*the treatment did not take: the replies of positive and negative differ by \+0\.00/,
    );
  });

  it('compares shares of points where a child has no rating', () => {
    const plan = planOf({ pairs: 1, arms: [{ tone: 'positive' }, { tone: 'negative' }] });
    const found = verdict(evidence(plan, 0, { results: play(plan, (name) => (name === 'positive/1' ? 9000 : 0)) }));
    expect(found.contrast!.scale).toBe('score');
    expect(found.arms[0]!.meanElo).toBeNull();
    expect(found.line).toContain('percentage points of score');
  });

  it('has nothing to compare with a single arm', () => {
    const found = verdict(evidence(planOf({ arms: [{ tone: 'neutral' }] }), 0));
    expect(found).toMatchObject({ state: 'no contrast', contrast: null, line: 'no contrast: there is a single arm' });
  });
});

describe('costOf', () => {
  it('counts', () => {
    const plan = planOf({});
    const cost = costOf(plan, {
      stepsPerSecond: 2,
      gamesPerSecond: 4,
      pliesPerGame: 100,
      flopPerPosition: 10,
      flopPerToken: 1,
    });
    // 9 children: 36 pairings among them, 9 with untouched, 9 with the anchor, 1 of those two, 3 of untouched with its
    // twin
    expect(cost).toMatchObject({ games: 58 * 8, fineTunes: 9, trainingSteps: 360, trainingTokens: 360 * 16 * 96 });
    // 48 x 8 games of two networks and 10 x 8 half games, a network's moves alone counted
    expect(cost.seconds.games).toBe((48 * 8 + 40) / 4);
    expect(cost.seconds.fineTunes).toBe(360 / 2 + cost.seconds.checks);
    expect(cost.flop.fineTunes).toBe(3 * 360 * 16 * 96);
    expect(cost.flop.games).toBe((48 * 100 + 10 * 50) * 8 * 10);
  });
});
