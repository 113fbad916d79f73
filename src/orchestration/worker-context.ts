import type { Database } from '../store/base/index.js';
import type { WorkerId } from '../vocabulary/index.js';
import type { ComputeProcess } from './compute-process.js';
import type { Log } from './log.js';

/** Dependencies of the job handlers of a worker. */
export interface WorkerContext {
  readonly db: Database;
  readonly compute: ComputeProcess;
  readonly home: string;
  readonly workerId: WorkerId;
  /** Lease of claimed work without renewal, ms. */
  readonly leaseMs: number;
  /** Maximum number of games that a match worker claims at a time. */
  readonly gamesHeld: number;
  readonly log: Log;
  /** Aborts when the process shuts down: release all claims. */
  readonly shutdown: AbortSignal;
}
