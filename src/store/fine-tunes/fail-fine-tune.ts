import type pg from 'pg';
import type { FineTuneState } from '../../vocabulary/index.js';
import { type Database, fineTuneEventSql, queryOne, tellWorkDue } from '../base/index.js';
import { MAX_ATTEMPTS } from './claim-fine-tune.js';

interface FailedFineTune {
  readonly id: string;
  readonly epoch: number;
  /** Stable code of the failure. `cancelled` and `stopped` do not count as failures. */
  readonly code: string;
  readonly message: string;
  /** True for faults of the infrastructure, which another attempt may not meet. */
  readonly retry: boolean;
}

/** Codes whose attempt does not count: the worker was asked to stop, or the cancellation was withdrawn. */
const UNCOUNTED_CODES = ['cancelled', 'stopped'];

/**
 * Ends an attempt and returns the new state of the fine-tune, or null when the epoch is stale and nothing was changed:
 *
 *   cancellation requested, and code `cancelled` or `retry`   cancelled
 *   code `cancelled` without a request (it was withdrawn)     queued
 *   code `stopped`                                            queued
 *   `retry` and attempts left                                 queued
 *   otherwise                                                 failed
 */
export function failFineTune(db: Database, failure: FailedFineTune): Promise<FineTuneState | null> {
  return db.transaction(async (client) => {
    const row = await queryOne<{ state: FineTuneState; cancelRequested: boolean; attempts: number }>(
      client,
      `select state, cancel_requested as "cancelRequested", attempts from fine_tune
       where id = $1 and epoch = $2 and state = 'running' for update`,
      [failure.id, failure.epoch],
    );
    if (!row) return null;
    const state = stateAfterFailure(failure, row);
    await endAttempt(client, state, failure);
    return state;
  });
}

function stateAfterFailure(
  { code, retry }: FailedFineTune,
  row: { cancelRequested: boolean; attempts: number },
): 'queued' | 'failed' | 'cancelled' {
  if (row.cancelRequested && (code === 'cancelled' || retry)) return 'cancelled';
  if (UNCOUNTED_CODES.includes(code)) return 'queued';
  return retry && row.attempts < MAX_ATTEMPTS ? 'queued' : 'failed';
}

/**
 * Stores the state and the error (`own`: the fault of the fine-tune, not of the infrastructure) and appends an event to
 * every tournament that uses this fine-tune. The caller holds the row's lock.
 */
export async function endAttempt(
  client: pg.PoolClient,
  state: 'queued' | 'failed' | 'cancelled',
  { id, code, message, retry }: Pick<FailedFineTune, 'id' | 'code' | 'message' | 'retry'>,
): Promise<void> {
  await client.query(
    `update fine_tune set state = $2, lease_until = null, checking = null, version = version + 1, error = $3,
       attempts = attempts - ($2 = 'queued' and $4)::int,
       finished_at = case when $2 = 'queued' then null else now() end
     where id = $1`,
    [
      id,
      state,
      state === 'cancelled' ? null : JSON.stringify({ code, message, own: state === 'failed' && !retry }),
      UNCOUNTED_CODES.includes(code),
    ],
  );
  const type = state === 'queued' ? 'fine-tune-requeued' : `fine-tune-${state}`;
  await client.query(
    `with changed as (select $1::uuid as id),
     ${fineTuneEventSql(
       '$2::text',
       `jsonb_build_object('fineTune', changed.id, 'code', $3::text, 'message', $4::text)`,
     )}
     select`,
    [id, type, code, message],
  );
  await tellWorkDue(client);
}
