import type { FineTuneChecks } from '../../spec/index.js';
import type { Database } from '../base/index.js';
import { appendFineTuneEvent } from '../base/index.js';

export interface FinishedFineTune {
  readonly id: string;
  readonly epoch: number;
  readonly checkpoint: string;
  readonly checks: FineTuneChecks;
}

/**
 * One transaction: the row is finished, and the child's address is filled into every contestant that waits for it.
 * False when the epoch is stale. Three statements, because the second has to see tournaments that were created while
 * the first waited for the row.
 */
export function finishFineTune(db: Database, { id, epoch, checkpoint, checks }: FinishedFineTune): Promise<boolean> {
  return db.transaction(async (client) => {
    const { rowCount } = await client.query(
      `update fine_tune set state = 'finished', checkpoint = $3, checks = $4, lease_until = null, cancel_requested = false,
         error = null, finished_at = now(), version = version + 1
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
       ${appendFineTuneEvent(`'fine-tune-finished'`, `jsonb_build_object('fineTune', changed.id, 'checkpoint', $2::text)`)}
       select`,
      [id, checkpoint],
    );
    return true;
  });
}
