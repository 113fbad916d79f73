import {
  boardFlop,
  type FineTuneRecipe,
  type FineTuneRequest,
  type MatchRequest,
  type TournamentRequest,
  tokenFlop,
} from '../spec/index.js';
import {
  type CostRates,
  fineTuneWithDefaults,
  type MatchPlan,
  matchWithDefaults,
  type Plan,
  planMatch,
  planTournament,
  type TournamentPlan,
  tournamentWithDefaults,
} from '../tournament/plan/index.js';
import { followOf } from './follow.js';
import type { Lookups, PlanningContext } from './lookups.js';
import { addressOfModel, sourcesOf } from './sources.js';

/**
 * The checked and sealed plan of a tournament; `request` has the shape of its schema (`request-shape.ts`). Throws
 * PlanningError and SpecError.
 */
export async function planTournamentRequest(
  { lookups, book, engines }: PlanningContext,
  request: TournamentRequest,
): Promise<TournamentPlan> {
  const { follows: id } = request;
  if (id !== undefined) {
    const { spec, follows } = await followOf(lookups, { ...request, follows: id });
    return planTournament(spec, book, follows, engines);
  }
  return planTournament(tournamentWithDefaults(request, await sourcesOf(lookups, request)), book, undefined, engines);
}

/** The same for a match: given contestants, no arms. Throws PlanningError and SpecError. */
export async function planMatchRequest(
  { lookups, book, engines }: PlanningContext,
  request: MatchRequest,
): Promise<MatchPlan> {
  const addresses = new Map<string, string>();
  for (const [i, side] of request.contestants.entries())
    if ('model' in side) addresses.set(side.model, await addressOfModel(lookups, side.model, `contestants.${i}.model`));
  return planMatch(
    matchWithDefaults(request, (model) => addresses.get(model)),
    book,
    engines,
  );
}

/** The recipe of a single fine-tune. Throws PlanningError and SpecError. */
export async function planFineTuneRequest(
  { lookups }: Pick<PlanningContext, 'lookups'>,
  request: FineTuneRequest,
): Promise<FineTuneRecipe> {
  return fineTuneWithDefaults(request, await sourcesOf(lookups, request));
}

/** What the base's shape says about the cost of a plan; everything else stays a rough figure. FLOP. */
export async function ratesOf(lookups: Lookups, plan: Plan): Promise<Partial<CostRates>> {
  if (plan.kind !== 'tournament') return {};
  const base = await lookups.model(plan.spec.base);
  if (!base) return {};
  return {
    flopPerToken: tokenFlop(base.config, plan.spec.fineTune.maxTokens),
    flopPerPosition: boardFlop(base.config),
  };
}
