import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, sqlState } from '../store/base/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';

/** Delays between attempts, ms: 30 s in total, enough for a restart of the database. */
const RETRY_DELAYS_MS = [100, 300, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Transient SQLSTATE classes: connection exception, transaction rollback, insufficient resources, operator
 * intervention.
 */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '57']);

/** True if a retry may succeed. Network errors carry no SQLSTATE. */
function isTransient(error: unknown): boolean {
  if (error instanceof StoreError || error instanceof TypeError || error instanceof RangeError) return false;
  const state = sqlState(error);
  return state === '' || TRANSIENT_CLASSES.has(state.slice(0, 2));
}

/**
 * Runs `write`, which must be idempotent as all functions of the store are, and retries it up to seven times on
 * transient errors of the database. Throws the last error.
 */
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

/** NUL and unpaired surrogates: a network may generate them, PostgreSQL's jsonb rejects them. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * A copy of a JSON value in which every character that jsonb rejects is replaced by U+FFFD. For generated text and
 * contents of files.
 */
export function storable<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'string' ? part.replace(UNSTORABLE, '\ufffd') : part,
    ),
  ) as T;
}
