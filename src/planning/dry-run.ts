import Type, { type Static } from 'typebox';
import type { MatchDryRun, TournamentDryRun } from '../spec/api/index.js';
import { costOf, countGames, type Plan, powerOf } from '../tournament/plan/index.js';
import { costRatesOf } from './cost-rates.js';
import type { PlanningContext } from './lookups.js';
import { warningsOf } from './warnings.js';

/** Query parameters of a dry run: which contrast of two arms the plan should be able to detect. Elo. */
export const PowerQuestion = Type.Object(
  {
    gap: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 2000,
        description: 'with dryRun: a difference of two arms, Elo, for which to find the cheapest design',
      }),
    ),
    spread: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 2000,
        description: 'with dryRun: between-seed standard deviation of that difference, Elo, to plan with',
      }),
    ),
  },
  { additionalProperties: false },
);
/** The type that the schema `PowerQuestion` describes. */
export type PowerQuestion = Static<typeof PowerQuestion>;

/**
 * The plan with every default filled in, its cost and its power; stores nothing. `power` is null for a match and for a
 * single arm: neither has a contrast of arms.
 */
export async function dryRunOf(
  context: Pick<PlanningContext, 'lookups' | 'home'>,
  plan: Plan,
  question: PowerQuestion = {},
): Promise<TournamentDryRun | MatchDryRun> {
  const { gap, spread } = question;
  const rates = await costRatesOf(context, plan);
  const common = {
    planHash: plan.hash,
    games: countGames(plan),
    fineTunes: plan.recipes.length,
    contestants: plan.contestants.map(({ name }) => name),
    cost: costOf(plan, rates),
    warnings: await warningsOf(context.lookups, plan),
  };
  return plan.kind === 'tournament'
    ? { spec: plan.spec, ...common, power: powerOf(plan.spec, { gap, spread, rates }) }
    : { spec: plan.spec, ...common, power: null };
}
