import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, sqlState } from '../store/base/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';

/** Milliseconds between attempts: work done is worth half a minute of waiting for a database that restarts. */
const RETRY_DELAYS_MS = [100, 300, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Classes of SQLSTATE that pass: connection, rollback of a transaction, out of resources, operator at work. */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '57']);

/** Errors of the network carry no SQLSTATE; any other SQLSTATE would come again. */
function isTransient(error: unknown): boolean {
  if (error instanceof StoreError || error instanceof TypeError || error instanceof RangeError) return false;
  const state = sqlState(error);
  return state === '' || TRANSIENT_CLASSES.has(state.slice(0, 2));
}

/** Writes to the record, again and again while the database is away. Every verb of the store may be repeated. */
export async function persist<T>(write: () => Promise<T>, log: Log): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= RETRY_DELAYS_MS.length || !isTransient(error)) throw error;
      log.warn({ cause: causeOf(error), attempt: attempt + 1 }, 'record could not be written and is tried again');
      await sleep(RETRY_DELAYS_MS[attempt]);
    }
  }
}
