import { type FineTuneRow, fineTuneEventSql, isUuid, type Queryable, queryOne } from '../base/index.js';
import { FINE_TUNE_COLUMNS, getFineTune } from './fine-tunes.js';

/**
 * Cancels a queued fine-tune at once. For a running one it sets `cancel_requested`, which the worker reads when it
 * renews its lease. Changes nothing for one that has ended. Returns the row, or null when there is no such fine-tune.
 */
export async function cancelFineTune(q: Queryable, id: string): Promise<FineTuneRow | null> {
  if (!isUuid(id)) return null;
  const row = await queryOne<FineTuneRow>(
    q,
    `with changed as (
       update fine_tune set cancel_requested = true, version = version + 1,
         state = case when state = 'queued' then 'cancelled' else state end,
         finished_at = case when state = 'queued' then now() else finished_at end
       where id = $1 and state in ('queued', 'running') returning *),
     ${fineTuneEventSql(
       `case changed.state when 'cancelled' then 'fine-tune-cancelled' else 'fine-tune-cancel-requested' end`,
       `jsonb_build_object('fineTune', changed.id)`,
     )}
     select ${FINE_TUNE_COLUMNS} from changed`,
    [id],
  );
  return row ?? getFineTune(q, id);
}
