import type { Follows } from '../spec/api/index.js';
import type { TournamentRequest, TournamentSpec } from '../spec/index.js';
import { extensionOf } from '../tournament/verdict/index.js';
import type { Lookups } from './lookups.js';
import { PlanningError } from './planning-error.js';
import { resolveModelAddress, resolveSources } from './sources.js';

/**
 * Resolves a request that extends an earlier tournament with more replicates (`follows`): returns its spec and the
 * looks of the sequential analysis carried over. The verdict of the earlier tournament is recomputed from its record.
 * Throws PlanningError if the earlier tournament does not exist or has not finished, and SpecError.
 */
export async function resolveExtension(
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
  const base = request.base === undefined ? undefined : await resolveModelAddress(lookups, request.base, 'base');
  const dataset =
    request.dataset === undefined
      ? undefined
      : (await resolveSources(lookups, { ...request, base: earlier.plan.spec.base })).dataset;
  return extensionOf(
    request,
    { ...earlier, verdict },
    { ...(base === undefined ? {} : { base }), ...(dataset === undefined ? {} : { dataset }) },
  );
}
