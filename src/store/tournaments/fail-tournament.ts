import type { Database, StoredError } from '../base/index.js';
import { appendEvents, isUuid } from '../base/index.js';

/**
 * Ends a tournament whose games cannot be played for a reason that stays, such as a damaged checkpoint. What was played
 * is kept, and a retry lets it run on once the reason is gone. False when it was over or being cancelled.
 */
export async function failTournament(db: Database, id: string, error: StoredError): Promise<boolean> {
  if (!isUuid(id)) return false;
  return db.transaction(async (client) => {
    const { rowCount } = await client.query(
      `update tournament set state = 'failed', error = $2, finished_at = now() where id = $1 and state in ('created', 'running') and not cancel_requested`,
      [id, JSON.stringify(error)],
    );
    if (rowCount !== 1) return false;
    await client.query(
      `update game set state = 'due', lease_until = null, worker = null where tournament_id = $1 and state = 'claimed'`,
      [id],
    );
    await appendEvents(client, id, [{ type: 'failed', data: { ...error } }]);
    return true;
  });
}
