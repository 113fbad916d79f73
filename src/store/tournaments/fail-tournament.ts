import { appendEvents, type Database, isUuid, type StoredError } from '../base/index.js';

/**
 * Fails a tournament whose games cannot be played for a permanent reason, such as a damaged checkpoint. Recorded games
 * are kept, and a retry resumes it once the reason is gone. Returns false when it had ended or was being cancelled.
 */
export async function failTournament(db: Database, id: string, error: StoredError): Promise<boolean> {
  if (!isUuid(id)) return false;
  return db.transaction(async (client) => {
    const { rowCount } = await client.query(
      `update tournament set state = 'failed', error = $2, finished_at = now()
       where id = $1 and state in ('created', 'running') and not cancel_requested`,
      [id, JSON.stringify(error)],
    );
    if (rowCount !== 1) return false;
    await client.query(
      `update game set state = 'due', lease_until = null, worker = null
       where tournament_id = $1 and state = 'claimed'`,
      [id],
    );
    await appendEvents(client, id, [{ type: 'failed', data: { ...error } }]);
    return true;
  });
}
