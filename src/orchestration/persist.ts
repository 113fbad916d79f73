import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../store/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';

/** Milliseconds between attempts: work done is worth half a minute of waiting for a database that restarts. */
const WAITS = [100, 300, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Writes to the record, again and again while the database is away. Every verb of the store may be repeated. */
export async function persist<T>(write: () => Promise<T>, log: Log): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (error instanceof StoreError || attempt >= WAITS.length) throw error;
      log.warn({ cause: causeOf(error), attempt: attempt + 1 }, 'record could not be written and is tried again');
      await sleep(WAITS[attempt]);
    }
  }
}
