import type { Database } from '../store/base/index.js';
import type { WorkerId } from '../vocabulary/index.js';
import type { ComputeProcess } from './compute-process.js';
import type { Log } from './log.js';

/** What a worker does its jobs with. */
export interface WorkerContext {
  readonly db: Database;
  readonly compute: ComputeProcess;
  readonly home: string;
  readonly workerId: WorkerId;
  readonly leaseMs: number;
  /** Games that a match worker holds at most. */
  readonly gamesHeld: number;
  readonly log: Log;
  /** Aborts when the process is to end: give back what is held. */
  readonly shutdown: AbortSignal;
}
