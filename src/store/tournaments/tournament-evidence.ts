import type { FineTuneChecks } from '../../spec/index.js';
import { failedFineTunes, type SealedTournament } from '../../tournament/plan/index.js';
import type { Evidence, RunRecord } from '../../tournament/verdict/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { FineTuneRow, Queryable } from '../base/index.js';
import { first } from '../base/index.js';
import { listFineTunes } from '../fine-tunes/index.js';
import { allResults } from '../games/index.js';

/** A plan has 64 replicates of 16 arms at most. */
export const MOST_FINE_TUNES = 1024;

/**
 * What the verdict of a tournament rests on, from its rows. `fineTunes` may be given by a caller that has read them.
 */
export async function tournamentEvidence(
  q: Queryable,
  id: string,
  plan: SealedTournament,
  fineTunes?: readonly FineTuneRow[],
): Promise<Evidence> {
  const rows = fineTunes ?? (await listFineTunes(q, { tournamentId: id, limit: MOST_FINE_TUNES }));
  const checks = new Map<FineTuneKey, FineTuneChecks>();
  for (const { key, checks: found } of rows) if (found) checks.set(key, found);
  return {
    plan,
    results: await allResults(q, id),
    checks,
    failed: failedFineTunes(rows),
    record: await runRecord(q, id),
  };
}

/** What is compared with the plan beside the games. */
async function runRecord(q: Queryable, id: string): Promise<RunRecord> {
  const row = await first<Required<RunRecord>>(
    q,
    `select plan_hash as "planHash", state in ('finished', 'failed', 'cancelled') as over,
       (select count(*) from superseded_result where tournament_id = $1 and reason = 'conflict') as conflicts
     from tournament where id = $1`,
    [id],
  );
  return row ?? {};
}
