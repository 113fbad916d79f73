import type { FineTuneChecks } from '../../spec/index.js';
import { failedFineTunes, type SealedTournament } from '../../tournament/plan/index.js';
import type { Evidence, RunRecord } from '../../tournament/verdict/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import { type FineTuneRow, type Queryable, queryOne } from '../base/index.js';
import { listFineTunes } from '../fine-tunes/index.js';
import { allResults } from '../games/index.js';

/** Upper bound of a tournament's fine-tunes: a plan has at most 64 replicates of 16 arms. */
export const MAX_FINE_TUNES = 1024;

/**
 * Reads what the verdict of a tournament is computed from. A caller that has read the fine-tunes before passes them.
 */
export async function tournamentEvidence(
  q: Queryable,
  id: string,
  plan: SealedTournament,
  fineTunes?: readonly FineTuneRow[],
): Promise<Evidence> {
  const rows = fineTunes ?? (await listFineTunes(q, { tournamentId: id, limit: MAX_FINE_TUNES }));
  const checks = new Map<FineTuneKey, FineTuneChecks>();
  for (const row of rows) if (row.checks) checks.set(row.key, row.checks);
  const record = await runRecord(q, id);
  return {
    plan,
    results: await allResults(q, id),
    checks,
    // a tournament that was cancelled did not lose the replicates that it never trained
    failed: failedFineTunes(record.cancelled ? rows.filter(({ state }) => state === 'failed') : rows),
    record,
  };
}

/** What the validity checks compare with the plan, besides the games. */
async function runRecord(q: Queryable, id: string): Promise<RunRecord> {
  const row = await queryOne<Required<RunRecord>>(
    q,
    `select plan_hash as "planHash", state in ('finished', 'failed', 'cancelled') as over,
       state = 'cancelled' as cancelled,
       (select count(*) from superseded_result where tournament_id = $1 and reason = 'conflict') as conflicts,
       (select count(distinct c.fine_tune_id) from contestant c where c.tournament_id = $1 and exists (
         select from contestant o join result r on r.tournament_id = o.tournament_id
         where o.fine_tune_id = c.fine_tune_id and o.tournament_id <> $1 and r.recorded_at < tournament.created_at
       )) as "playedBefore"
     from tournament where id = $1`,
    [id],
  );
  return row ?? {};
}
