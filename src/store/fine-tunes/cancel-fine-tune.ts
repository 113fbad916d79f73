import type { FineTuneRow, Queryable } from '../base/index.js';
import { appendFineTuneEvent, FINE_TUNE, first, isUuid } from '../base/index.js';
import { getFineTune } from './get-fine-tune.js';

/**
 * A queued fine-tune is cancelled at once; for a running one the wish is written down, and its worker sees it when it
 * renews its lease. One that is over stays as it is. Null when there is none.
 */
export async function cancelFineTune(q: Queryable, id: string): Promise<FineTuneRow | null> {
  if (!isUuid(id)) return null;
  const row = await first<FineTuneRow>(
    q,
    `with changed as (
       update fine_tune set cancel_requested = true, version = version + 1,
         state = case when state = 'queued' then 'cancelled' else state end,
         finished_at = case when state = 'queued' then now() else finished_at end
       where id = $1 and state in ('queued', 'running') returning *),
     ${appendFineTuneEvent(
       `case changed.state when 'cancelled' then 'fine-tune-cancelled' else 'fine-tune-cancel-requested' end`,
       `jsonb_build_object('fineTune', changed.id)`,
     )}
     select ${FINE_TUNE} from changed`,
    [id],
  );
  return row ?? getFineTune(q, id);
}
