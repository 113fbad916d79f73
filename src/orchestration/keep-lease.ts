import { withTimeout } from '../queue/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';

/**
 * Cancellation requests are read with each renewal, so they are seen within this time however long the lease is, ms.
 */
const MAX_RENEWAL_PERIOD_MS = 2_000;

/** A lease to be renewed, and what to do when it ends. */
export interface Lease {
  readonly leaseMs: number;
  readonly log: Log;
  /** Renews once. `lost`: another worker holds the lease. */
  renew(): Promise<'held' | 'cancelled' | 'lost'>;
  /** Called at most once; no renewal follows. */
  onEnd(reason: 'cancelled' | 'lost'): void;
}

/**
 * Renews a lease every third of its length, at least every 2 s, until the returned function is called. A renewal that
 * fails because the database is unavailable is retried: the epoch decides at the next write whether the lease was lost
 * meanwhile.
 */
export function keepLease({ leaseMs, log, renew, onEnd }: Lease): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const tick = async (): Promise<void> => {
    try {
      // A renewal that hangs must not cost the lease: the next one uses another connection.
      const state = await withTimeout(leaseMs / 2, renew());
      if (stopped) return;
      if (state !== 'held') {
        stopped = true;
        return onEnd(state);
      }
    } catch (error) {
      log.warn({ cause: causeOf(error) }, 'lease could not be renewed');
    }
    schedule();
  };
  const schedule = (): void => {
    if (!stopped) timer = setTimeout(() => void tick(), Math.min(leaseMs / 3, MAX_RENEWAL_PERIOD_MS));
  };
  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
