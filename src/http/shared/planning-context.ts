import type { KnownTournament, PlanningContext } from '../../planning/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type { Queryable } from '../../store/base/index.js';
import { findCheckpoint, findDataset } from '../../store/library/index.js';
import { getTournament, tournamentEvidence } from '../../store/tournaments/index.js';
import type { SealedPlan } from '../../tournament/plan/index.js';
import { verdict } from '../../tournament/verdict/index.js';
import type { Context } from './context.js';

/** Returns the context in which requests are planned: names are resolved by the database. */
export const planningOf = ({ db: { pool }, home, book, engines }: Context): PlanningContext => ({
  home,
  book,
  engines,
  lookups: {
    async model(source) {
      const row = await findCheckpoint(pool, source);
      return row && { address: row.address, config: row.config as NetworkConfig };
    },
    dataset: (source) => findDataset(pool, source),
    tournament: (id) => earlierTournament(pool, id),
  },
});

async function earlierTournament(q: Queryable, id: string): Promise<KnownTournament | null> {
  const row = await getTournament(q, id);
  const plan = row?.plan as SealedPlan | undefined;
  if (!row || plan?.kind !== 'tournament') return null;
  const { state, planHash, chain } = row;
  return {
    id: row.id,
    state,
    plan,
    planHash,
    chain,
    verdict: async () => verdict(await tournamentEvidence(q, row.id, plan)),
  };
}
