import type { MatchDryRun, PowerQuery, TournamentDryRun } from '../spec/api/index.js';
import { powerOf } from '../tournament/design/index.js';
import { costOf, countGames, type Plan } from '../tournament/plan/index.js';
import { costRatesOf } from './cost-rates.js';
import type { PlanningContext } from './lookups.js';
import { warningsOf } from './warnings.js';

/**
 * The plan with every default filled in, its cost and its power; stores nothing. `power` is null for a match and for a
 * single arm: neither has a contrast of arms.
 */
export async function dryRunOf(
  context: Pick<PlanningContext, 'lookups' | 'home'>,
  plan: Plan,
  question: PowerQuery = {},
): Promise<TournamentDryRun | MatchDryRun> {
  const rates = await costRatesOf(context, plan);
  const asked = { ...question, draws: question.draws ?? rates.drawRate ?? undefined };
  const common = {
    planHash: plan.hash,
    games: countGames(plan),
    fineTunes: plan.recipes.length,
    contestants: plan.contestants.map(({ name }) => name),
    cost: costOf(plan, rates),
    warnings: await warningsOf(context.lookups, plan, asked),
  };
  return plan.kind === 'tournament'
    ? { spec: plan.spec, ...common, power: powerOf(plan.spec, { ...question, rates }) }
    : { spec: plan.spec, ...common, power: null };
}
