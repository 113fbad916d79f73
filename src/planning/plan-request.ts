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
import { resolveExtension } from './extension.js';
import type { Lookups, PlanningContext } from './lookups.js';
import { resolveModelAddress, resolveSources } from './sources.js';

/**
 * The checked and sealed plan of a tournament. `request` must already satisfy its schema (`request-shape.ts`). Throws
 * PlanningError and SpecError.
 */
export async function planTournamentRequest(
  { lookups, book, engines }: PlanningContext,
  request: TournamentRequest,
): Promise<TournamentPlan> {
  const { follows: id } = request;
  if (id !== undefined) {
    const { spec, follows } = await resolveExtension(lookups, { ...request, follows: id });
    return planTournament(spec, book, follows, engines);
  }
  return planTournament(
    tournamentWithDefaults(request, await resolveSources(lookups, request)),
    book,
    undefined,
    engines,
  );
}

/**
 * The checked and sealed plan of a match, which has given contestants and no arms. Throws PlanningError and SpecError.
 */
export async function planMatchRequest(
  { lookups, book, engines }: PlanningContext,
  request: MatchRequest,
): Promise<MatchPlan> {
  const addresses = new Map<string, string>();
  for (const [i, side] of request.contestants.entries())
    if ('model' in side)
      addresses.set(side.model, await resolveModelAddress(lookups, side.model, `contestants.${i}.model`));
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
  return fineTuneWithDefaults(request, await resolveSources(lookups, request));
}

/**
 * Cost rates that follow from the shape of the plan's base: FLOP per token and per position. Empty for a match or an
 * unknown base; the caller then uses its defaults.
 */
export async function costRatesOf(lookups: Lookups, plan: Plan): Promise<Partial<CostRates>> {
  if (plan.kind !== 'tournament') return {};
  const base = await lookups.model(plan.spec.base);
  if (!base) return {};
  return {
    flopPerToken: tokenFlop(base.config, plan.spec.fineTune.maxTokens),
    flopPerPosition: boardFlop(base.config),
  };
}
