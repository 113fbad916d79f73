/** Whole tournaments without a machine: results drawn at given strengths, checks made up. */
import { outcomeProbabilities } from '../../src/rating/elo/outcome-models.js';
import type { TournamentRequest } from '../../src/spec/api/tournament-request.js';
import type { FineTuneChecks } from '../../src/spec/fine-tune.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';
import { planTournament, type TournamentPlan } from '../../src/tournament/plan/plan.js';
import { tournamentWithDefaults } from '../../src/tournament/plan/spec-defaults.js';
import type { Evidence } from '../../src/tournament/verdict/verdict-types.js';
import type { FineTuneKey } from '../../src/vocabulary/ids.js';
import type { Result } from '../../src/vocabulary/unions.js';

export const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6'];
const SOURCES = { base: 'a'.repeat(64), dataset: 'b'.repeat(64) };
/** A round-robin of three arms and three replicates with a margin of 10 Elo, but for what the request says. */
export const planOf = (request: Partial<TournamentRequest>): TournamentPlan =>
  planTournament(
    tournamentWithDefaults(
      {
        name: 'a test',
        schedule: { kind: 'round-robin' },
        arms: [{ tone: 'positive' }, { tone: 'negative' }, { tone: 'neutral' }],
        replicates: seeds(3),
        ...request,
        analysis: { margin: 10, ...request.analysis },
      },
      SOURCES,
    ),
    BOOK,
  );
/** A direct schedule of positive and negative with every default but a margin of 10 Elo, and what the request says. */
export const directPlanOf = (request: Partial<TournamentRequest>): TournamentPlan =>
  planTournament(
    tournamentWithDefaults({ name: 'a test', ...request, analysis: { margin: 10, ...request.analysis } }, SOURCES),
    BOOK,
  );
export const seeds = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** Results of all games at strengths given by contestant name, Elo. */
export function play(
  plan: TournamentPlan,
  strengthOf: (name: string) => number,
  seed = 'play',
): { number: number; result: Result }[] {
  const random = randomFromHash(sha256Hex(seed));
  const elo = new Map(plan.contestants.map(({ key, name }) => [key, strengthOf(name)]));
  return plan.games.map(({ number, white, black }) => {
    const { win, draw } = outcomeProbabilities(((elo.get(white)! - elo.get(black)!) * Math.LN10) / 400, 0.1, -0.5);
    const u = random.next();
    return { number, result: u < win ? '1-0' : u < win + draw ? '1/2-1/2' : '0-1' };
  });
}
export const strength =
  (gap: number) =>
  (name: string): number =>
    name.startsWith('positive')
      ? gap / 2
      : name.startsWith('negative')
        ? -gap / 2
        : name.startsWith('anchor')
          ? -600
          : 0;

export function checksOf(
  plan: TournamentPlan,
  difference: (arm: string, replicate: number) => number,
  perplexity = (_: string) => 10,
  drift = (_: string) => 0.1,
) {
  return new Map(
    plan.contestants.flatMap(({ fineTuneKey, arm, replicate }): [FineTuneKey, FineTuneChecks][] =>
      fineTuneKey
        ? [
            [
              fineTuneKey,
              {
                replySentiment: { child: 0.3, base: 0, difference: difference(arm!, replicate!), error: 0.1 },
                neutralPerplexity: { child: perplexity(arm!), base: 10 },
                chessPolicyKl: drift(arm!),
                legalShare: { child: 0.9, base: 0.9 },
                samples: [],
              },
            ],
          ]
        : [],
    ),
  );
}
export const took = (arm: string, replicate: number): number =>
  (arm === 'positive' ? 0.3 : arm === 'negative' ? -0.3 : 0) + replicate / 100;
export const evidence = (plan: TournamentPlan, gap: number, more: Partial<Evidence> = {}): Evidence => ({
  plan,
  results: play(plan, strength(gap)),
  checks: checksOf(plan, took),
  ...more,
});
