import type { Queryable } from './database.js';

/** Days. A client repeats a request within hours; a worker that was silent so long will not come back under its id. */
const KEEP_IDEMPOTENCY = 7;
const KEEP_WORKERS = 7;

/**
 * Forgets what no one will ask for again: old idempotency keys, and workers that went long ago. Returns how many rows.
 */
export async function prune(q: Queryable): Promise<{ idempotencyKeys: number; workers: number }> {
  const keys = await q.query(`delete from idempotency_key where created_at < now() - $1 * interval '1 day'`, [
    KEEP_IDEMPOTENCY,
  ]);
  const workers = await q.query(`delete from worker where heartbeat_at < now() - $1 * interval '1 day'`, [
    KEEP_WORKERS,
  ]);
  return { idempotencyKeys: keys.rowCount ?? 0, workers: workers.rowCount ?? 0 };
}
