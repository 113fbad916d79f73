import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../../../src/spec/keys/hash.js';
import { planTournament, type TournamentPlan } from '../../../src/tournament/plan/plan.js';
import { SpecError } from '../../../src/tournament/plan/spec-error.js';
import { type ExtendedTournament, extensionOf } from '../../../src/tournament/verdict/extension.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import { BOOK, evidence, planOf, play, seeds, strength } from '../runs.js';

const ID = '019aa000-0000-7000-8000-00000000000';

/** An earlier tournament, its verdict computed from results at the given gap. */
function played(plan: TournamentPlan, gap: number, seed = 'first', id = `${ID}1`): ExtendedTournament {
  return {
    id,
    plan,
    planHash: plan.hash,
    chain: 'c'.repeat(64),
    verdict: verdict(evidence(plan, gap, { results: play(plan, strength(gap), seed) })),
  };
}
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof SpecError) return `${error.field}: ${error.message}`;
    throw error;
  }
  return 'not refused';
};

describe('a tournament that follows an inconclusive one', () => {
  const plan = planOf({
    replicates: seeds(7),
    pairs: 2,
    analysis: { extend: { replicates: 7, spending: [0.5, 0.5] } },
  });
  const earlier = played(plan, 0);

  it('adds replicates of fresh seeds and openings, seals what was seen, and decides at what is left of alpha', () => {
    expect(earlier.verdict.state, earlier.verdict.line).toBe('inconclusive');
    expect(earlier.verdict.contrast!.confidence).toBe(0.975);
    expect(earlier.verdict.line).toContain('look 1 of 2 at alpha 0.025');
    const { spec, follows } = extensionOf({ name: 'more' }, earlier);
    // number and seeds were fixed by the first plan: SHA-256 of its hash, the look and an index
    expect(spec.replicates).toEqual(
      seeds(7).map((n) =>
        Number.parseInt(sha256Hex(canonicalJson({ plan: plan.hash, look: 2, index: n - 1 })).slice(0, 8), 16),
      ),
    );
    expect(extensionOf({ name: 'again' }, earlier).spec.replicates).toEqual(spec.replicates);
    expect(extensionOf({ name: 'more', replicates: spec.replicates }, earlier).spec).toEqual(spec);
    const next = planTournament(spec, BOOK, follows);
    const found = verdict(evidence(next, 120));
    expect(found.contrast!.differences).toHaveLength(14);
    expect(found.contrast!.differences.slice(0, 7)).toEqual(earlier.verdict.contrast!.differences);
    expect(found.contrast!.differences.map(({ replicate }) => replicate)).toEqual(seeds(14));
    expect(found.spending).toMatchObject({
      look: 2,
      looks: 2,
      alpha: 0.025,
      earlier: [{ tournament: `${ID}1`, planHash: plan.hash, alpha: 0.025, p: earlier.verdict.contrast!.p }],
    });
    expect(found.state).toBe('positive stronger');
    expect(found.line).toContain('14 replicates');
    expect(found.line).toContain('look 2 of 2 at alpha 0.025');
    // the plan's hash covers what was carried over
    const other = planTournament(spec, BOOK, { ...follows, contrasts: [] });
    expect(other.hash).not.toBe(next.hash);
  });

  it('refuses everything that its plan did not provide for', () => {
    const follow = (request: object, of: ExtendedTournament = earlier) =>
      refusal(() => extensionOf({ name: 'more', ...request }, of));
    expect(follow({}, played(plan, 300))).toBe(
      'follows: only an inconclusive tournament can be followed; this one is: positive stronger',
    );
    expect(follow({}, played(planOf({ replicates: seeds(7) }), 0))).toMatch(
      /^follows: its plan has no rule for more replicates/,
    );
    expect(follow({ replicates: [9, 3] })).toMatch(
      /^replicates: the first plan fixes number and seeds of the replicates/,
    );
    expect(follow({ pairs: 3 })).toBe('pairs: pairs must be as in the tournament that is followed');
    expect(follow({ analysis: { alpha: 0.1 } })).toBe(
      'analysis: analysis must be as in the tournament that is followed',
    );
    for (const extend of [null, { replicates: 20 }, { spending: [0.5, 0.4] }])
      expect(follow({ analysis: { extend } })).toBe('analysis: analysis must be as in the tournament that is followed');
    expect(follow({ analysis: { extend: {} } })).toBe('not refused');
    expect(follow({ dataset: 'x' })).toBe('not refused'); // names are for the caller to look up
    expect(refusal(() => extensionOf({ name: 'more' }, earlier, { dataset: 'f'.repeat(64) }))).toMatch(
      /^dataset: dataset must be as/,
    );

    const { spec, follows } = extensionOf({ name: 'more' }, earlier);
    const second = played(planTournament(spec, BOOK, follows), 0, 'second', `${ID}2`);
    expect(second.verdict.state).toBe('inconclusive');
    expect(follow({}, second)).toMatch(/^follows: its plan provides for 2 looks, and all of them are taken/);
  });

  it('spends nothing with an e-process: the evidence simply goes on', () => {
    const sequential = planOf({
      replicates: seeds(6),
      pairs: 2,
      analysis: { stop: { kind: 'sequential' }, extend: { replicates: 20 } },
    });
    const first = played(sequential, 0, 'go');
    expect(first.verdict.state, first.verdict.line).toBe('inconclusive');
    const { spec, follows } = extensionOf({ name: 'more' }, first);
    const found = verdict(evidence(planTournament(spec, BOOK, follows), 200));
    expect(found.state, found.line).toBe('positive stronger');
    expect(found.spending).toMatchObject({ look: 2, looks: null, alpha: 0.05 });
    expect(found.sequential!.decidedAt).toBeGreaterThan(6);
    expect(found.watch!.path.slice(0, 6)).toEqual(first.verdict.watch!.path);
    expect(found.watch!.path.at(-1)!).toBeGreaterThanOrEqual(20);
    expect(found.watch!.path.at(-2)!).toBeLessThan(20);
  });
});

describe('a sequential stop', () => {
  const plan = planOf({ replicates: seeds(12), pairs: 4, analysis: { stop: { kind: 'sequential' } } });
  const all = play(plan, strength(250), 'stop');
  const end = (block: number): number => plan.games.findLast((game) => game.block === block)!.number;

  it('decides at the first block whose evidence suffices, whatever was played after it', () => {
    const whole = verdict(evidence(plan, 0, { results: all }));
    const at = whole.sequential!.decidedAt!;
    expect(at).toBeLessThan(12);
    expect(whole).toMatchObject({ state: 'positive stronger', complete: true });
    const atOnce = verdict(evidence(plan, 0, { results: all.filter(({ number }) => number <= end(at)) }));
    expect({ ...atOnce, deviations: [] }).toEqual({ ...whole, deviations: [] });
    expect(whole.deviations.map(({ kind }) => kind)).toEqual(['games not used']);
    const before = verdict(evidence(plan, 0, { results: all.filter(({ number }) => number < end(at)) }));
    expect(before).toMatchObject({ state: 'too early', complete: false, contrast: { p: null } });
  });

  it('has no p from sign flips, and corrects the estimate for the stop', () => {
    const found = verdict(evidence(plan, 0, { results: all }));
    expect(found.contrast).toMatchObject({ test: 'e-process', interval: null, low: null, high: null });
    expect(found.contrast!.p).toBeLessThanOrEqual(0.05);
    const { estimate, low, high, blocks } = found.sequential!;
    const raw = found.contrast!.differences.reduce((sum, { block }) => sum + block!, 0) / blocks;
    expect(estimate!).toBeLessThan(raw); // whoever stops because it looks good overrates
    expect(estimate!).toBeGreaterThan(0);
    expect(low === null || low < estimate!).toBe(true);
    expect(high === null || high > estimate!).toBe(true);
    expect(found.line).toMatch(
      /percentage points of score corrected for the looks .*; positive stronger: .*, p = .*, ended after block \d+ of 12 by the stop rule$/,
    );
  });

  it('is inconclusive at the end of the schedule without the evidence', () => {
    const found = verdict(evidence(plan, 0, { results: play(plan, () => 0, 'nothing') }));
    expect(found).toMatchObject({ state: 'inconclusive', complete: true, sequential: { decidedAt: null } });
  });
});
