import type { FineTuneChecks } from '../../spec/index.js';
import { type Database, fineTuneEventSql, tellWorkDue } from '../base/index.js';

interface FinishedFineTune {
  readonly id: string;
  readonly epoch: number;
  /** Address of the child. */
  readonly checkpoint: string;
  readonly checks: FineTuneChecks;
}

/**
 * Finishes a fine-tune and stores the child's address in every contestant that waits for it, in one transaction; its
 * games are then due. Returns false when the epoch is stale. The second is a statement of its own because it must see
 * tournaments that were created while the first waited for the row's lock.
 */
export function finishFineTune(db: Database, { id, epoch, checkpoint, checks }: FinishedFineTune): Promise<boolean> {
  return db.transaction(async (client) => {
    const { rowCount } = await client.query(
      `update fine_tune set state = 'finished', checkpoint = $3, checks = $4, lease_until = null,
         cancel_requested = false, error = null, checking = null, finished_at = now(), version = version + 1
       where id = $1 and epoch = $2 and state = 'running'`,
      [id, epoch, checkpoint, JSON.stringify(checks)],
    );
    if (rowCount === 0) return false;
    await client.query(`update contestant set checkpoint = $2 where fine_tune_id = $1 and checkpoint is null`, [
      id,
      checkpoint,
    ]);
    await client.query(
      `with changed as (select $1::uuid as id),
       ${fineTuneEventSql(`'fine-tune-finished'`, `jsonb_build_object('fineTune', changed.id, 'checkpoint', $2::text)`)}
       select`,
      [id, checkpoint],
    );
    await tellWorkDue(client);
    return true;
  });
}
