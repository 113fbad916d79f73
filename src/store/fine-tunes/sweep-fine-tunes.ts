import type { FineTuneId } from '../../vocabulary/index.js';
import { type Database, queryAll, queryOne } from '../base/index.js';
import { MAX_ATTEMPTS } from './claim-fine-tune.js';
import { endAttempt } from './fail-fine-tune.js';

/** Lost in the last attempt, or lost after a cancellation was requested: no worker will claim these again. */
const ABANDONED = `state = 'running' and lease_until < now() and (cancel_requested or attempts >= ${MAX_ATTEMPTS})`;

/** Ends fine-tunes whose worker is lost and that get no further attempt. Returns their ids. */
export async function sweepFineTunes(db: Database): Promise<FineTuneId[]> {
  const abandoned = await queryAll<{ id: FineTuneId }>(
    db.pool,
    `select id from fine_tune where ${ABANDONED} order by id`,
  );
  const ended: FineTuneId[] = [];
  for (const { id } of abandoned) {
    const done = await db.transaction(async (client) => {
      const row = await queryOne<{ cancelled: boolean }>(
        client,
        `select cancel_requested as cancelled from fine_tune where id = $1 and ${ABANDONED} for update`,
        [id],
      );
      if (!row) return false;
      const message = `its worker was lost; attempt ${MAX_ATTEMPTS} of ${MAX_ATTEMPTS}`;
      if (row.cancelled)
        await endAttempt(client, 'cancelled', {
          id,
          code: 'cancelled',
          message: 'cancelled after its worker was lost',
          retry: true,
        });
      else await endAttempt(client, 'failed', { id, code: 'worker-lost', message, retry: true });
      return true;
    });
    if (done) ended.push(id);
  }
  return ended;
}
