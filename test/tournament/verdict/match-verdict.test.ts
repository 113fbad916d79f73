import { describe, expect, it } from 'vitest';
import { sprt } from '../../../src/rating/sequential/sprt.js';
import type { MatchRequest } from '../../../src/spec/api/matches.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { type MatchPlan, planMatch } from '../../../src/tournament/plan/plan.js';
import { matchWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';
import { pairScores } from '../../../src/tournament/stats/pair-counts.js';
import { runPairSprt } from '../../../src/tournament/stats/pair-sprt.js';
import { matchVerdict } from '../../../src/tournament/verdict/match-verdict.js';
import { stopDecision } from '../../../src/tournament/verdict/stop-rule.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';
import { BOOK } from '../runs.js';

const TEST = { kind: 'sequential', elo0: 0, elo1: 40, alpha: 0.05, beta: 0.05, bounds: 'logistic' } as const;
const planOf = (more: Partial<MatchRequest> = {}): MatchPlan =>
  planMatch(
    matchWithDefaults({ name: 'm', contestants: [{ model: 'x' }, { anchor: 'random' }], pairs: 200, ...more }, () =>
      'c'.repeat(64),
    ),
    BOOK,
  );

/** Results in which the first contestant expects `score` of each game, a third of all drawn. */
function play(plan: MatchPlan, score: number, seed = 'match'): { number: number; result: Result }[] {
  const random = randomFromHash(sha256Hex(seed));
  const first = plan.contestants[0]!.key;
  return plan.games.map(({ number, white }) => {
    const u = random.next();
    const points = u < score - 1 / 6 ? 1 : u < score + 1 / 6 ? 0.5 : 0;
    return { number, result: points === 0.5 ? '1/2-1/2' : (points === 1) === (white === first) ? '1-0' : '0-1' };
  });
}

describe('pairs of a match', () => {
  it('count half points of whole pairs by number, from the first contestant’s side', () => {
    const [a, b, c] = ['a', 'b', 'c'] as ContestantKey[] as [ContestantKey, ContestantKey, ContestantKey];
    const game = (pair: number, white: ContestantKey, black: ContestantKey, result: Result) => ({
      pair,
      white,
      black,
      result,
    });
    const games = [
      game(2, b, a, '0-1'),
      game(1, a, b, '1/2-1/2'),
      game(2, a, b, '1-0'),
      game(1, b, a, '1-0'),
      game(3, a, b, '1-0'),
      game(4, a, c, '1-0'),
      game(4, c, a, '0-1'),
    ];
    expect(pairScores(games, a, b)).toEqual([1, 4]);
    expect(pairScores(games, b, a)).toEqual([3, 0]);
  });
});

describe('the sequential test of a match', () => {
  const plan = planOf({ stop: TEST });

  it('decides after the first pair that crosses a bound, whatever else was played', () => {
    const results = play(plan, 0.62);
    const found = matchVerdict({ plan, results })!;
    expect(found.state).toBe('accepted');
    const at = found.test!.decidedAt!;
    expect(at).toBeLessThan(200);
    expect(found.pairs.reduce((x, y) => x + y, 0)).toBe(at);
    // the same ratio as the test on those counts alone, and not yet one pair earlier
    expect(found.test!.llr).toBe(sprt(found.pairs, TEST).llr);
    const cut = (pairs: number) =>
      matchVerdict({ plan, results: results.filter(({ number }) => number <= 2 * pairs) })!;
    expect(cut(at)).toEqual(found);
    expect(cut(at - 1)).toMatchObject({
      state: 'too early',
      complete: false,
      test: { state: 'continue', estimate: null },
    });
    expect(stopDecision({ plan, results })).toMatchObject({ rule: 'sprt', decidedAt: at, outcome: 'accepted' });
    expect(stopDecision({ plan, results: results.slice(0, 2 * at - 1) })).toBeNull();
    // a test that stops on good results overrates them; the estimate allows for that
    const raw = found.pairs.reduce((sum, n, k) => sum + (n * k) / 4, 0) / at;
    expect(found.test!.estimate!.elo!).toBeLessThan(-400 * Math.log10(1 / raw - 1));
    expect(found.line).toMatch(
      / Elo \(95 % interval .*\), corrected for the stop; accepted: stronger by 40 rather than 0 Elo after \d+ of 200 pairs, LLR /,
    );
  });

  it('rejects, or ends undecided with an estimate', () => {
    expect(matchVerdict({ plan, results: play(plan, 0.45) })!.state).toBe('rejected');
    const short = planOf({ stop: TEST, pairs: 30 });
    const found = matchVerdict({ plan: short, results: play(short, 0.53) })!;
    expect(found).toMatchObject({
      state: 'inconclusive',
      complete: true,
      test: { state: 'continue', decidedAt: null },
    });
    expect(found.test!.estimate!.eloLow!).toBeLessThan(found.test!.estimate!.eloHigh!);
    expect(runPairSprt([], TEST, false)).toMatchObject({ llr: null, state: 'continue', estimate: null });
  });
});

describe('a match that is played to its end', () => {
  const plan = planOf();
  it('shows a sequence while it runs and an interval at its end', () => {
    const results = play(plan, 0.6);
    const early = matchVerdict({ plan, results: results.slice(0, 61) })!;
    expect(early).toMatchObject({
      state: 'too early',
      result: null,
      test: null,
      complete: false,
      watch: { pairs: 30 },
    });
    expect(early.line).toContain('however often one looks');
    const whole = matchVerdict({ plan, results })!;
    expect(whole.state).toBe(`${plan.contestants[0]!.name} stronger`);
    expect(whole.watch.low).toBeLessThan(whole.result!.scoreLow); // what survives looking is wider
    expect(whole.watch.high).toBeGreaterThan(whole.result!.scoreHigh);
    expect(matchVerdict({ plan, results: play(plan, 0.5) })!.state).toBe('inconclusive');
    expect(stopDecision({ plan, results })).toBeNull();
  });

  it('gives a bound, and no number, for one who won every game', () => {
    const first = plan.contestants[0]!.key;
    const found = matchVerdict({
      plan,
      results: plan.games.map(({ number, white }) => ({ number, result: white === first ? '1-0' : '0-1' })),
    })!;
    expect(found.result).toMatchObject({ elo: null, eloHigh: null });
    expect(found.line).toMatch(/: above \+\d+\.\d Elo after 200 of 200 pairs; .* stronger$/);
  });
});
