import type { FineTuneChecks } from '../spec/index.js';
import type { Evidence, SealedTournament } from '../tournament/index.js';
import type { FineTuneKey } from '../vocabulary/index.js';
import { allResults } from './all-results.js';
import type { Queryable } from './database.js';
import { listFineTunes } from './list-fine-tunes.js';
import type { FineTuneRow } from './types.js';

/** A plan has 64 replicates of 16 arms at most. */
export const MOST_FINE_TUNES = 1024;

/** What the verdict of a tournament rests on, from its rows. `fineTunes` may be given by a caller that has read them. */
export async function tournamentEvidence(q: Queryable, id: string, plan: SealedTournament, fineTunes?: readonly FineTuneRow[]): Promise<Evidence> {
  const rows = fineTunes ?? (await listFineTunes(q, { tournamentId: id, limit: MOST_FINE_TUNES }));
  const checks = new Map<FineTuneKey, FineTuneChecks>();
  for (const { key, checks: found } of rows) if (found) checks.set(key, found);
  const failed = new Set(rows.filter(({ state }) => state === 'failed' || state === 'cancelled').map(({ key }) => key));
  return { plan, results: await allResults(q, id), checks, failed };
}
