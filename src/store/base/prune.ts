import type { Queryable } from './database.js';

/** A client repeats a request within hours, and a worker silent for this long does not return under its id. Days. */
const IDEMPOTENCY_RETENTION_DAYS = 7;
const WORKER_RETENTION_DAYS = 7;

/** Deletes expired idempotency keys and the rows of workers that are gone. Returns the numbers of deleted rows. */
export async function prune(q: Queryable): Promise<{ idempotencyKeys: number; workers: number }> {
  const keys = await q.query(`delete from idempotency_key where created_at < now() - $1 * interval '1 day'`, [
    IDEMPOTENCY_RETENTION_DAYS,
  ]);
  const workers = await q.query(`delete from worker where heartbeat_at < now() - $1 * interval '1 day'`, [
    WORKER_RETENTION_DAYS,
  ]);
  return { idempotencyKeys: keys.rowCount ?? 0, workers: workers.rowCount ?? 0 };
}
