import type { TournamentRequest, TournamentSpec } from '../spec/index.js';
import { getTournament, tournamentEvidence } from '../store/tournaments/index.js';
import type { EarlierLooks, SealedPlan } from '../tournament/plan/index.js';
import { extensionOf, verdict } from '../tournament/verdict/index.js';
import type { Context } from './context.js';
import { Problem } from './problems.js';
import { addressOfModel, sourcesOf } from './sources.js';

const FIELD = 'follows';

/**
 * Spec and carried results of a request that adds replicates to the tournament it names. Only rows of the record are
 * read; the verdict of the earlier tournament is computed from them now. Throws Problem and SpecError.
 */
export async function followOf(
  { db }: Context,
  request: TournamentRequest & { readonly follows: string },
): Promise<{ spec: TournamentSpec; follows: EarlierLooks }> {
  const q = db.pool;
  const row = await getTournament(q, request.follows);
  const plan = row?.plan as SealedPlan | undefined;
  if (!row || plan?.kind !== 'tournament')
    throw new Problem('invalid-spec', `there is no tournament ${request.follows}`, [
      { field: FIELD, message: 'is no tournament here' },
    ]);
  if (row.state !== 'finished')
    throw new Problem('conflict', `only a finished tournament can be followed; this one is ${row.state}`);
  const found = verdict(await tournamentEvidence(q, row.id, plan));
  const base = request.base === undefined ? undefined : await addressOfModel(q, request.base, 'base');
  const dataset =
    request.dataset === undefined ? undefined : (await sourcesOf(q, { ...request, base: plan.spec.base })).dataset;
  return extensionOf(
    request,
    { id: row.id, plan, planHash: row.planHash, chain: row.chain, verdict: found },
    { ...(base === undefined ? {} : { base }), ...(dataset === undefined ? {} : { dataset }) },
  );
}
