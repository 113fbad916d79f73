import type { FineTuneRow, Queryable } from '../base/index.js';
import { appendFineTuneEvent, FINE_TUNE, first, isUuid } from '../base/index.js';

/** The first attempt and three more for those that infrastructure lost. */
export const MAX_ATTEMPTS = 4;

export interface FineTuneClaim {
  readonly id: string;
  readonly worker: string;
  readonly leaseMs: number;
}

/**
 * Takes a fine-tune that is due; null when it is not, or when another worker was first. Its epoch goes with each write.
 */
export async function claimFineTune(
  q: Queryable,
  claim: FineTuneClaim,
): Promise<{ row: FineTuneRow; epoch: number } | null> {
  if (!isUuid(claim.id)) return null;
  const row = await first<FineTuneRow>(
    q,
    `with changed as (
       update fine_tune set state = 'running', epoch = epoch + 1, attempts = attempts + 1, worker = $2,
         lease_until = now() + $3 * interval '1 millisecond', started_at = coalesce(started_at, now()), version = version + 1
       where id = $1 and not cancel_requested and attempts < $4
         and (state = 'queued' or (state = 'running' and lease_until < now()))
       returning *),
     ${appendFineTuneEvent(`'fine-tune-started'`, `jsonb_build_object('fineTune', changed.id, 'attempt', changed.attempts, 'worker', changed.worker)`)}
     select ${FINE_TUNE} from changed`,
    [claim.id, claim.worker, claim.leaseMs, MAX_ATTEMPTS],
  );
  return row && { row, epoch: row.epoch };
}
