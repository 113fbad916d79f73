import type pg from 'pg';
import type { FineTuneState } from '../../vocabulary/index.js';
import type { Database } from '../base/index.js';
import { appendFineTuneEvent, first } from '../base/index.js';
import { MAX_ATTEMPTS } from './claim-fine-tune.js';

export interface FailedFineTune {
  readonly id: string;
  readonly epoch: number;
  /** `cancelled` ends it without blame. */
  readonly code: string;
  readonly message: string;
  /** True for faults of the infrastructure, which another attempt may not have. */
  readonly retry: boolean;
}

/**
 * A worker that was asked to stop, or a cancellation that was taken back, is nobody's fault: the attempt is given back.
 */
const GIVEN_BACK = ['cancelled', 'stopped'];

/**
 * Ends an attempt. The state it leads to:
 *   retry, attempts left, no cancellation   queued
 *   code `cancelled`, still wanted cancelled   cancelled (else queued: the cancellation was taken back)
 *   code `stopped`                          queued
 *   otherwise                               failed
 * Null when the epoch is stale: nothing was changed.
 */
export function failFineTune(db: Database, failure: FailedFineTune): Promise<FineTuneState | null> {
  return db.transaction(async (client) => {
    const row = await first<{ state: FineTuneState; cancelRequested: boolean; attempts: number }>(
      client,
      `select state, cancel_requested as "cancelRequested", attempts from fine_tune
       where id = $1 and epoch = $2 and state = 'running' for update`,
      [failure.id, failure.epoch],
    );
    if (!row) return null;
    const state = stateAfter(failure, row);
    await endAttempt(client, state, failure);
    return state;
  });
}

function stateAfter(
  { code, retry }: FailedFineTune,
  row: { cancelRequested: boolean; attempts: number },
): 'queued' | 'failed' | 'cancelled' {
  if (row.cancelRequested && (code === 'cancelled' || retry)) return 'cancelled';
  if (GIVEN_BACK.includes(code)) return 'queued';
  return retry && row.attempts < MAX_ATTEMPTS ? 'queued' : 'failed';
}

/**
 * Writes the state, whether the failure was the fine-tune's own, and notes it in every tournament of this fine-tune.
 * The caller holds the row's lock.
 */
export async function endAttempt(
  client: pg.PoolClient,
  state: 'queued' | 'failed' | 'cancelled',
  { id, code, message, retry }: Pick<FailedFineTune, 'id' | 'code' | 'message' | 'retry'>,
): Promise<void> {
  await client.query(
    `update fine_tune set state = $2, lease_until = null, version = version + 1, error = $3,
       attempts = attempts - ($2 = 'queued' and $4)::int,
       finished_at = case when $2 = 'queued' then null else now() end
     where id = $1`,
    [
      id,
      state,
      state === 'cancelled' ? null : JSON.stringify({ code, message, own: state === 'failed' && !retry }),
      GIVEN_BACK.includes(code),
    ],
  );
  const type = state === 'queued' ? 'fine-tune-requeued' : `fine-tune-${state}`;
  await client.query(
    `with changed as (select $1::uuid as id),
     ${appendFineTuneEvent('$2::text', `jsonb_build_object('fineTune', changed.id, 'code', $3::text, 'message', $4::text)`)}
     select`,
    [id, type, code, message],
  );
}
