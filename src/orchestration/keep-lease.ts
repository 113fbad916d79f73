import { withTimeout } from '../queue/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';

/** A wish to cancel is read with each renewal, so it is seen within seconds however long the lease is. */
const RENEW_AT_MOST_EVERY = 2_000;

export interface Lease {
  readonly leaseMs: number;
  readonly log: Log;
  /** Renews once. `lost`: somebody else holds it now. */
  renew(): Promise<'held' | 'cancelled' | 'lost'>;
  /** Called once, and no renewal follows. */
  onEnd(why: 'cancelled' | 'lost'): void;
}

/**
 * Renews a lease while work goes on. A renewal that fails (the database is away) is tried again: whether the lease was
 * lost meanwhile is decided by the epoch, at the next write. Returns a function that stops it.
 */
export function keepLease({ leaseMs, log, renew, onEnd }: Lease): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const tick = async (): Promise<void> => {
    try {
      // one that hangs would cost the lease: the next goes over another connection
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
    if (!stopped) timer = setTimeout(() => void tick(), Math.min(leaseMs / 3, RENEW_AT_MOST_EVERY));
  };
  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
