/** Which worker trains a fine-tune: what is due, claims, and the renewal of leases. */
import type { FineTuneId } from '../../vocabulary/index.js';
import { type FineTuneRow, fineTuneEventSql, isUuid, type Queryable, queryAll, queryOne } from '../base/index.js';
import { FINE_TUNE_COLUMNS } from './fine-tunes.js';

/** The first attempt and three retries of attempts that were lost to the infrastructure. */
export const MAX_ATTEMPTS = 4;

/** Fine-tunes that are queued, or running with an expired lease, in the order in which they were planned. */
export async function dueFineTunes(q: Queryable, limit: number): Promise<FineTuneId[]> {
  const rows = await queryAll<{ id: FineTuneId }>(
    q,
    `select id from fine_tune
     where not cancel_requested and attempts < $2 and (state = 'queued' or (state = 'running' and lease_until < now()))
     order by id limit $1`,
    [limit, MAX_ATTEMPTS],
  );
  return rows.map(({ id }) => id);
}

interface FineTuneClaim {
  readonly id: string;
  /** UUID of the worker. */
  readonly worker: string;
  readonly leaseMs: number;
}

/**
 * Claims a fine-tune that is due and starts an attempt. Returns null when it is not due or another worker claimed it
 * first. The worker sends the epoch with each later write.
 */
export async function claimFineTune(
  q: Queryable,
  claim: FineTuneClaim,
): Promise<{ row: FineTuneRow; epoch: number } | null> {
  if (!isUuid(claim.id)) return null;
  const row = await queryOne<FineTuneRow>(
    q,
    `with changed as (
       update fine_tune set state = 'running', epoch = epoch + 1, attempts = attempts + 1, worker = $2,
         lease_until = now() + $3 * interval '1 millisecond', started_at = coalesce(started_at, now()),
         training = false, checking = null, version = version + 1
       where id = $1 and not cancel_requested and attempts < $4
         and (state = 'queued' or (state = 'running' and lease_until < now()))
       returning *),
     ${fineTuneEventSql(
       `'fine-tune-started'`,
       `jsonb_build_object('fineTune', changed.id, 'attempt', changed.attempts, 'worker', changed.worker)`,
     )}
     select ${FINE_TUNE_COLUMNS} from changed`,
    [claim.id, claim.worker, claim.leaseMs, MAX_ATTEMPTS],
  );
  return row && { row, epoch: row.epoch };
}

interface FineTuneRenewal {
  readonly id: string;
  readonly epoch: number;
  readonly leaseMs: number;
}

/**
 * Extends the lease of a claim. `held` is false once another worker has claimed the fine-tune or it has ended: then the
 * caller stops and reports nothing.
 */
export async function renewFineTune(
  q: Queryable,
  { id, epoch, leaseMs }: FineTuneRenewal,
): Promise<{ held: boolean; cancelRequested: boolean }> {
  const row = await queryOne<{ cancelRequested: boolean }>(
    q,
    `update fine_tune set lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and epoch = $2 and state = 'running'
     returning cancel_requested as "cancelRequested"`,
    [id, epoch, leaseMs],
  );
  return { held: row !== null, cancelRequested: row?.cancelRequested ?? false };
}
