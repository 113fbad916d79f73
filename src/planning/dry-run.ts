import Type, { type Static } from 'typebox';
import { costOf, countGames, type Plan, powerOf } from '../tournament/plan/index.js';
import type { PlanningContext } from './lookups.js';
import { ratesOf } from './plan-request.js';

/** What may be asked of a plan besides its cost. Elo. */
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
export type PowerQuestion = Static<typeof PowerQuestion>;

/**
 * Every decided field of a plan with its cost and power; nothing is stored. `power` is null for a match and for a single
 * arm: neither has a contrast of arms.
 */
export async function dryRunOf(
  { lookups }: Pick<PlanningContext, 'lookups'>,
  plan: Plan,
  question: PowerQuestion = {},
) {
  const { gap, spread } = question;
  const rates = await ratesOf(lookups, plan);
  return {
    spec: plan.spec,
    planHash: plan.hash,
    games: countGames(plan),
    fineTunes: plan.recipes.length,
    contestants: plan.contestants.map(({ name }) => name),
    cost: costOf(plan, rates),
    power: plan.kind === 'tournament' ? powerOf(plan.spec, { gap, spread, rates }) : null,
  };
}
