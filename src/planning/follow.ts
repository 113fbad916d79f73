import type { Follows } from '../spec/api/index.js';
import type { TournamentRequest, TournamentSpec } from '../spec/index.js';
import { extensionOf } from '../tournament/verdict/index.js';
import type { Lookups } from './lookups.js';
import { PlanningError } from './planning-error.js';
import { addressOfModel, sourcesOf } from './sources.js';

/**
 * Spec and carried results of a request that adds replicates to the tournament it names; the verdict of the earlier
 * tournament is computed from its record now. Throws PlanningError and SpecError.
 */
export async function followOf(
  lookups: Lookups,
  request: TournamentRequest & { readonly follows: string },
): Promise<{ spec: TournamentSpec; follows: Follows }> {
  const earlier = await lookups.tournament(request.follows);
  if (!earlier)
    throw new PlanningError('invalid-spec', `there is no tournament ${request.follows}`, [
      { field: 'follows', message: 'is no tournament here' },
    ]);
  if (earlier.state !== 'finished')
    throw new PlanningError('conflict', `only a finished tournament can be followed; this one is ${earlier.state}`);
  const verdict = await earlier.verdict();
  const base = request.base === undefined ? undefined : await addressOfModel(lookups, request.base, 'base');
  const dataset =
    request.dataset === undefined
      ? undefined
      : (await sourcesOf(lookups, { ...request, base: earlier.plan.spec.base })).dataset;
  return extensionOf(
    request,
    { ...earlier, verdict },
    { ...(base === undefined ? {} : { base }), ...(dataset === undefined ? {} : { dataset }) },
  );
}
