/** Verdicts of direct schedules: the default design. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { davidsonEloOfMargin } from '../../../src/rating/elo/davidson-scale.js';
import type { FineTuneChecks, PolicyRegret } from '../../../src/spec/fine-tune.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { planTournament, type TournamentPlan } from '../../../src/tournament/plan/plan.js';
import type { BlockPlayers, PrefixGame } from '../../../src/tournament/verdict/complete-blocks.js';
import { directMatches } from '../../../src/tournament/verdict/direct-matches.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import type { Evidence } from '../../../src/tournament/verdict/verdict-types.js';
import type { FineTuneKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';
import { BOOK, checksOf, directPlanOf, evidence, play, seeds, strength, took } from '../runs.js';

/** Checks whose policy regret is `of` the child's name. */
function withRegret(plan: TournamentPlan, of: (name: string) => number): Evidence['checks'] {
  const names = new Map(plan.contestants.map(({ fineTuneKey, name }) => [fineTuneKey, name]));
  return new Map(
    [...checksOf(plan, took)].map(([key, checks]): [FineTuneKey, FineTuneChecks] => {
      const child = of(names.get(key)!);
      const phases = {
        opening: { child, base: 0.1 },
        'middle game': { child, base: 0.1 },
        endgame: { child, base: 0.1 },
      };
      const policyRegret: PolicyRegret = {
        positions: 'f'.repeat(64),
        count: 64,
        temperatures: [
          {
            temperature: 0.5,
            child,
            base: 0.1,
            byPhase: phases,
            groups: { child: Array.from({ length: 32 }, (_, g) => child + g / 1000), base: Array(32).fill(0.1) },
          },
        ],
      };
      return [key, { ...checks, policyRegret }];
    }),
  );
}

describe('the primary contrast of a direct schedule', () => {
  const plan = directPlanOf({ replicates: seeds(8), pairs: 12 });

  it('comes from the direct games of each block alone', () => {
    const found = verdict(evidence(plan, 250));
    expect(found.state, found.line).toBe('positive stronger');
    expect(found.contrast).toMatchObject({ p: 2 / 2 ** 8, interval: 'sign flips', scale: 'elo' });
    expect(found.line).toMatch(
      /^positive minus negative: \+\d.* Elo \(95 % interval by sign flips .*, 8 replicates\); positive stronger: children of positive play stronger than those of negative on average over seeds, p = 0\.0078/,
    );
    // other games may be anything
    const names = new Map(plan.contestants.map(({ key, name }) => [key, name]));
    const isDirect = (number: number): boolean => {
      const { white, black } = plan.games[number - 1]!;
      return (
        [white, black].every((key) => /^(positive|negative)\//.test(names.get(key)!)) &&
        names.get(white)!.split('/')[0] !== names.get(black)!.split('/')[0]
      );
    };
    const results = play(plan, strength(150));
    const others = results.map((one) => (isDirect(one.number) ? one : { ...one, result: '1/2-1/2' as Result }));
    expect(verdict(evidence(plan, 0, { results: others })).contrast!.differences.map(({ score }) => score)).toEqual(
      verdict(evidence(plan, 0, { results })).contrast!.differences.map(({ score }) => score),
    );
  });

  it('is mirrored exactly when the arms change places', () => {
    const turned = planTournament(
      { ...plan.spec, analysis: { ...plan.spec.analysis, primary: ['negative', 'positive'] } },
      BOOK,
    );
    const [found, mirror] = [verdict(evidence(plan, 40)), verdict({ ...evidence(plan, 40), plan: turned })];
    expect(mirror.contrast).toMatchObject({
      mean: -found.contrast!.mean!,
      low: -found.contrast!.high!,
      high: -found.contrast!.low!,
      p: found.contrast!.p,
      spread: found.contrast!.spread,
    });
  });

  it('has one scale: the Elo of a block is Davidson’s, given the standings’ draws and White’s advantage', () => {
    const found = verdict(evidence(plan, 60));
    const { differences } = found.contrast!;
    const scale = { drawWeight: 1, whiteAdvantage: 0 };
    for (const { elo, score } of differences) {
      // any draw weight orders blocks alike, and equal shares have equal Elo
      const one = davidsonEloOfMargin(score! / 2, scale)!;
      expect(Math.sign(elo!)).toBe(Math.sign(one));
      const same = differences.filter((other) => other.score === score);
      expect(new Set(same.map((other) => other.elo)).size).toBe(1);
    }
    expect(found.contrast!.differences.every(({ error }) => error! > 0)).toBe(true);
    expect(found.contrast!.spread!.low).toBeLessThanOrEqual(found.contrast!.spread!.deviation);
    expect(found.secondOpinions!.randomEffects!.mean).toBeCloseTo(found.contrast!.mean!, -1);
    expect(found.secondOpinions!.mixedModel).toBeNull();
  });

  it('is in shares of points where a child took every point of its direct games', () => {
    const found = verdict(evidence(plan, 0, { results: play(plan, (name) => (name === 'positive/1' ? 9000 : 0)) }));
    expect(found.contrast).toMatchObject({ scale: 'score', spread: null });
  });

  it('counts half points by pairs, whoever had White first', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Result>('1-0', '0-1', '1/2-1/2'), { minLength: 4, maxLength: 4 }),
        (results) => {
          const [a, b] = ['a', 'b'] as never[];
          const games = results.map(
            (result, i): PrefixGame => ({
              number: i + 1,
              pair: 1 + (i >> 1),
              block: 1,
              white: i % 2 === i >> 1 ? a! : b!,
              black: i % 2 === i >> 1 ? b! : a!,
              result,
            }),
          );
          const points = games.reduce(
            (sum, { white, result }) =>
              sum + (result === '1/2-1/2' ? 0.5 : (result === '1-0') === (white === a) ? 1 : 0),
            0,
          );
          const players = [{ block: 1, first: { key: a }, second: { key: b } }] as unknown as BlockPlayers[];
          expect(directMatches(games, players)[0]!.margin).toBeCloseTo(points / 4 - 0.5, 12);
        },
      ),
    ));
});

describe('policy regret', () => {
  const plan = directPlanOf({ replicates: seeds(8), pairs: 4 });
  const noise = (name: string): number => randomFromHash(sha256Hex(name)).next() / 1000;
  const better = (name: string): number => (name.startsWith('positive') ? 0.09 : 0.1) + noise(name);

  it('stands beside the games, positive where the first arm loses less, and is claimed only after them', () => {
    const found = verdict(evidence(plan, 0, { checks: withRegret(plan, better) }));
    expect(found.endpoint).toBe('games');
    expect(found.regret!.contrast).toMatchObject({ scale: 'expected points', p: 2 / 2 ** 8 });
    expect(found.regret!.contrast.mean!).toBeCloseTo(0.01, 2);
    expect(found.secondEndpoint).toMatchObject({ adjusted: 2 / 2 ** 8, claimed: false });
    const both = verdict(evidence(plan, 400, { checks: withRegret(plan, better) }));
    expect(both.secondEndpoint!.claimed).toBe(true);
    expect(both.regret!.positionsError!).toBeCloseTo(0, 12); // the same difference in every group
    expect(both.regret!.arms.map(({ arm, children }) => [arm, children])).toEqual([
      ['positive', 8],
      ['negative', 8],
    ]);
  });

  it('decides where the plan says so; the games are then the second endpoint', () => {
    const byRegret = directPlanOf({ replicates: seeds(8), pairs: 4, analysis: { endpoint: 'regret' } });
    const found = verdict(evidence(byRegret, 0, { checks: withRegret(byRegret, better) }));
    expect(found.state, found.line).toBe('positive stronger');
    expect(found.line).toContain('children of positive choose better moves than those of negative');
    expect(found.secondEndpoint!.scale).toBe('elo');
    const unmeasured = verdict(evidence(byRegret, 0));
    expect(unmeasured).toMatchObject({ state: 'inconclusive', contrast: null, regret: null });
    expect(unmeasured.line).toContain('policy regret was not measured on every child');
  });

  it('is withheld while games are missing', () => {
    const results = play(plan, strength(0)).slice(0, -1);
    const found = verdict(evidence(plan, 0, { results, checks: withRegret(plan, better) }));
    expect(found.regret!.contrast).toMatchObject({ p: null, low: null, high: null });
  });
});

describe('planned looks', () => {
  const plan = directPlanOf({
    replicates: seeds(12),
    pairs: 12,
    analysis: { stop: { kind: 'group-sequential', looks: [6, 8, 10, 12] } },
  });
  const all = play(plan, strength(400), 'looks');

  it('end the run at the first look that decides, whatever was played after it, with the corrected Elo first', () => {
    const found = verdict(evidence(plan, 0, { results: all }));
    expect(found.state, found.line).toBe('positive stronger');
    const at = found.sequential!.decidedAt!;
    expect([8, 10]).toContain(at); // six blocks cannot reach what O'Brien and Fleming's spending allows there
    expect(found.contrast).toMatchObject({ test: 'sequential sign flips', interval: null });
    expect(found.contrast!.p!).toBeLessThanOrEqual(0.05);
    expect(found.sequential!.looks!.map(({ blocks }) => blocks)).toEqual([6, 8, 10].filter((look) => look <= at));
    expect(found.line).toMatch(/^positive minus negative: \+\d+\.\d Elo corrected for the looks \(95 % interval/);
    expect(found.sequential!.elo.estimate!).toBeGreaterThan(found.sequential!.elo.low!);
    const end = plan.games.findLast(({ block }) => block === at)!.number;
    const atOnce = verdict(evidence(plan, 0, { results: all.filter(({ number }) => number <= end) }));
    expect({ ...atOnce, deviations: [] }).toEqual({ ...found, deviations: [] });
  });

  it('are inconclusive at the last one without a difference', () => {
    const found = verdict(evidence(plan, 0, { results: play(plan, () => 0, 'none') }));
    expect(found).toMatchObject({ state: 'inconclusive', complete: true });
    expect(found.sequential!.looks).toHaveLength(4);
  });
});

describe('what is not claimed', () => {
  const arms = (['positive', 'negative', 'shuffled-a', 'shuffled-b'] as const).map((tone) => ({ tone }));
  const plan = directPlanOf({
    arms,
    replicates: seeds(8),
    pairs: 16,
    analysis: { family: [['positive', 'shuffled-a']] },
  });
  const at = (elo: Record<string, number>) => (name: string) =>
    elo[name.split('/')[0]!] ?? (name.startsWith('anchor') ? -600 : 0);

  it('a further contrast without the primary one, and a failed placebo neither', () => {
    const results = play(plan, at({ positive: 300, negative: 300, 'shuffled-a': -300, 'shuffled-b': 300 }), 'gate');
    const found = verdict(evidence(plan, 0, { results }));
    expect(found.contrast!.p!).toBeGreaterThan(0.05);
    expect(found.family[0]!).toMatchObject({ claimed: false });
    expect(found.family[0]!.adjusted!).toBeLessThanOrEqual(0.05);
    expect(found.placebo!.passed).toBeNull();
    const open = play(plan, at({ positive: 300, negative: -300, 'shuffled-a': -300, 'shuffled-b': 300 }), 'open');
    const claimed = verdict(evidence(plan, 0, { results: open }));
    expect(claimed.family[0]!.claimed).toBe(true);
    expect(claimed.placebo!.passed).toBe(false);
    expect(claimed.line).toContain('the placebo arms differ');
  });

  it('a significant difference whose interval leaves the margin is not called within it', () => {
    const wide = directPlanOf({ replicates: seeds(8), pairs: 16, analysis: { margin: 160 } });
    // within a point estimate of 160, but two one-sided tests do not show it
    const found = verdict(evidence(wide, 110));
    expect(found.state, found.line).toBe('positive stronger');
    expect(Math.abs(found.contrast!.mean!)).toBeLessThan(160);
    expect(found.withinMargin).toBe(false);
    const sure = verdict(
      evidence({ ...wide, spec: { ...wide.spec, analysis: { ...wide.spec.analysis, margin: 300 } } }, 110),
    );
    expect(sure.withinMargin).toBe(true);
  });

  it('a difference that hangs on one replicate, without saying so', () => {
    const lone = directPlanOf({ replicates: seeds(8), pairs: 24 });
    const results = play(lone, (name) => (name === 'negative/3' ? -500 : name.startsWith('anchor') ? -600 : 0), 'lone');
    const found = verdict(evidence(lone, 0, { results }));
    expect(found.warnings.join()).toMatch(/replicate 3 \(\+\d+ Elo\) stands apart; without it the mean is/);
  });
});

describe('children that played before', () => {
  it('are disclosed, since whoever chose the plan may have seen their games', () => {
    const plan = directPlanOf({ replicates: seeds(6), pairs: 2 });
    expect(verdict(evidence(plan, 0, { record: { playedBefore: 4 } })).line).toContain(
      '; 4 of its children had played elsewhere before this plan was sealed',
    );
    expect(verdict(evidence(plan, 0, { record: { playedBefore: 0 } })).warnings).toEqual(
      verdict(evidence(plan, 0)).warnings,
    );
  });
});

describe('the base under a second name', () => {
  it('has one rating with it, and games of its own', () => {
    const plan = directPlanOf({ replicates: seeds(6), pairs: 4 });
    const found = verdict(evidence(plan, 0));
    expect(found.identicalWeights!.pairs.reduce((sum, n) => sum + n, 0)).toBe(6 * 4);
  });
});

describe('games without any variation', () => {
  it.each(['1/2-1/2', '1-0'] as const)(
    'are judged where every game ends %s, without an error of their own',
    (result) => {
      const plan = directPlanOf({ replicates: seeds(8), pairs: 4 });
      const results = plan.games.map((game) => ({ ...game, result }));
      const found = verdict(evidence(plan, 0, { results }));
      expect(found.state).toBe('equivalent');
      expect(found.contrast).toMatchObject({ mean: 0, low: 0, high: 0, p: 1, spread: null });
      expect(found.contrast!.differences.every(({ elo, error }) => elo === 0 && error === null)).toBe(true);
      expect(found.secondOpinions!.randomEffects).toBeNull();
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    },
  );
});
