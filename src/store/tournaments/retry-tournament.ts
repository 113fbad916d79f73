import { isChildless } from '../../vocabulary/index.js';
import { appendEvents, CHILDLESS, type Database, isUuid, queryOne } from '../base/index.js';
import { lockFineTunes } from '../fine-tunes/index.js';

/** `fineTunes` is the number of fine-tunes that were queued again. */
type RetryOutcome =
  | { readonly kind: 'retried'; readonly fineTunes: number }
  | { readonly kind: 'nothing-failed' }
  | { readonly kind: 'missing' };

/**
 * Queues the failed fine-tunes of a tournament again, with all of their attempts, and resumes a failed tournament. A
 * cancelled or finished tournament cannot be resumed.
 */
export async function retryTournament(db: Database, id: string): Promise<RetryOutcome> {
  if (!isUuid(id)) return { kind: 'missing' };
  return db.transaction(async (client): Promise<RetryOutcome> => {
    const failed = (await lockFineTunes(client, id)).filter(({ state }) => isChildless(state));
    const row = await queryOne<{ open: boolean; failed: boolean }>(
      client,
      `select state in ('created', 'running') and not cancel_requested as open, state = 'failed' as failed
       from tournament where id = $1 for update`,
      [id],
    );
    if (!row) return { kind: 'missing' };
    if (!row.failed && !(row.open && failed.length > 0)) return { kind: 'nothing-failed' };
    await client.query(
      `update fine_tune set state = 'queued', attempts = 0, cancel_requested = false, error = null, finished_at = null,
         version = version + 1
       where id = any($1) and state in (${CHILDLESS})`,
      [failed.map((fineTune) => fineTune.id)],
    );
    // these belong to failed replicates
    await client.query(`update game set state = 'due' where tournament_id = $1 and state = 'unplayed'`, [id]);
    await client.query(
      `update tournament set state = 'running', error = null, finished_at = null where id = $1 and state = 'failed'`,
      [id],
    );
    await appendEvents(client, id, [{ type: 'retried', data: { fineTunes: failed.length } }]);
    return { kind: 'retried', fineTunes: failed.length };
  });
}
