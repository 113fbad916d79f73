import type { FineTuneRequest, MatchRequest, TournamentRequest } from '../spec/api/index.js';
import type { FineTuneRecipe } from '../spec/index.js';
import {
  fineTuneWithDefaults,
  type MatchPlan,
  matchWithDefaults,
  planMatch,
  planTournament,
  type TournamentPlan,
  tournamentWithDefaults,
} from '../tournament/plan/index.js';
import { resolveExtension } from './extension.js';
import type { PlanningContext } from './lookups.js';
import { refuseSmallPools } from './pool-problems.js';
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
    refuseSmallPools((await lookups.dataset(spec.dataset))?.profile, spec.arms);
    return planTournament(spec, book, follows, engines);
  }
  const { profile, ...sources } = await resolveSources(lookups, request);
  const spec = tournamentWithDefaults(request, sources);
  refuseSmallPools(profile, spec.arms);
  return planTournament(spec, book, undefined, engines);
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
  const { profile, ...sources } = await resolveSources(lookups, request);
  const recipe = fineTuneWithDefaults(request, sources);
  refuseSmallPools(profile, [recipe.treatment], () => 'arm');
  return recipe;
}
