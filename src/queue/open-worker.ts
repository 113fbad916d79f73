import { setTimeout as sleep } from 'node:timers/promises';
import { type Processor, Worker } from 'bullmq';
import type { QueueName } from '../vocabulary/index.js';
import {
  DRAIN_DELAY_SECONDS,
  OnPostgres,
  postgresConnection,
  type QueueConnection,
  type QueueLog,
  redisConnection,
} from './connection.js';
import type { QueueJob } from './jobs.js';
import { withTimeout } from './with-timeout.js';

/** Settings of `openWorker`. */
interface WorkerSettings<Name extends QueueName> {
  readonly queue: Name;
  readonly connection: QueueConnection;
  readonly log: QueueLog;
  /**
   * Does what the store says is due for this job. Failures are recorded in the store; when `work` rejects nevertheless,
   * the error is logged and the job dropped. `signal` aborts when the job's lock was lost.
   */
  work(job: Extract<QueueJob, { kind: Name }>, signal: AbortSignal): Promise<void>;
  /** Jobs worked on at the same time, default 1. */
  readonly concurrency?: number;
  /** ms after which a job's lock expires unless renewed, default 30,000; BullMQ renews at half of it. */
  readonly lockDuration?: number;
  /** ms between checks for jobs whose worker died, default 15,000. */
  readonly stalledInterval?: number;
}

/** A worker of one queue. */
export interface QueueWorker {
  /** False when it has been paused or closed. */
  isRunning(): boolean;
  /**
   * Takes no more jobs and resolves when the active ones have ended. With `force` it does not wait for them: their
   * locks expire and BullMQ gives the jobs to other workers.
   */
  close(force?: boolean): Promise<void>;
}

/** Stalled jobs are requeued practically without limit, because attempts are counted in the store. */
const MAX_STALLED_COUNT = 1_000_000;
/** Pause between attempts to reach a queue that is unavailable. */
const RETRY_DELAY_MS = 1_000;
/** Time limit for closing the connection after all jobs have ended. */
const CLOSE_LIMIT_MS = 5_000;

/**
 * Starts a worker. Losing the connection is not an error: it is logged as a warning, and the worker continues when the
 * queue is available again.
 */
export function openWorker<Name extends QueueName>(settings: WorkerSettings<Name>): QueueWorker {
  const { queue, connection, log, work, concurrency = 1, lockDuration = 30_000, stalledInterval = 15_000 } = settings;
  const redis = connection.redisUrl
    ? redisConnection(connection.redisUrl, 'work', connection.timeoutMs, (error) =>
        log.warn({ err: error }, 'Redis connection'),
      )
    : undefined;
  const active = new Set<Promise<void>>();
  const processor: Processor<QueueJob, void> = (job, _token, signal) => {
    const running = work(job.data as Extract<QueueJob, { kind: Name }>, signal ?? new AbortController().signal);
    active.add(running);
    return running.finally(() => active.delete(running));
  };
  const options = {
    concurrency,
    lockDuration,
    stalledInterval,
    maxStalledCount: MAX_STALLED_COUNT,
    drainDelay: DRAIN_DELAY_SECONDS,
    runRetryDelay: RETRY_DELAY_MS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
  const open = () =>
    redis
      ? new Worker<QueueJob, void>(queue, processor, { ...options, connection: redis })
      : new OnPostgres.Worker<QueueJob, void>(queue, processor, {
          ...options,
          connection: postgresConnection(connection),
        });
  const isIdle = () => active.size === 0;
  const worker = superviseWorker({ open, isIdle, replacesAfterError: redis === undefined, queue, log });
  return {
    isRunning: () => worker.isRunning(),
    async close(force = false) {
      const closing = worker.close(force);
      if (!force) await Promise.allSettled(active);
      // BullMQ would wait without limit for an unreachable Redis
      await withTimeout(CLOSE_LIMIT_MS, closing).catch((error: unknown) =>
        log.warn({ err: error, queue }, 'queue worker closed without an answer from the queue'),
      );
      redis?.disconnect();
    },
  };
}

type BullWorker = Worker<QueueJob, void> | InstanceType<typeof OnPostgres.Worker<QueueJob, void>>;

/** What `superviseWorker` needs. */
interface Supervision {
  open(): BullWorker;
  /** Whether no job is being worked on. */
  isIdle(): boolean;
  /**
   * Whether an idle worker is replaced after an error. A PostgreSQL connection that swallows everything stays in
   * BullMQ's pool after its statements ran into their time limit, and with it a fetch or a check for stalled jobs;
   * Redis connections without an answer close themselves.
   */
  readonly replacesAfterError: boolean;
  readonly queue: QueueName;
  readonly log: QueueLog;
}

/**
 * Keeps a BullMQ worker running until `close`: pauses it after errors, and replaces it if its first connection fails
 * or, where it is told so, after an error while no job is active.
 */
function superviseWorker({ open, isIdle, replacesAfterError, queue, log }: Supervision): {
  isRunning(): boolean;
  close(force: boolean): Promise<void>;
} {
  let isClosed = false;
  const replace = (worker: BullWorker): void => {
    if (isClosed || worker !== current) return;
    // an unreachable server would keep the old one from closing; its jobs come back by their locks
    withTimeout(CLOSE_LIMIT_MS, worker.close(true)).catch((error: unknown) =>
      log.warn({ err: error, queue }, 'replaced queue worker closed without an answer from the queue'),
    );
    current = start();
  };
  const start = (): BullWorker => {
    const worker = open();
    // After most errors BullMQ retries at once, hundreds of times a second while the queue is unavailable. So each
    // error pauses the worker.
    let isPaused = false;
    const pause = async (): Promise<void> => {
      isPaused = true;
      await worker.pause(true); // takes no more jobs; active ones continue and keep their locks
      await sleep(RETRY_DELAY_MS, undefined, { ref: false });
      if (replacesAfterError && isIdle()) return replace(worker);
      isPaused = false;
      if (!isClosed) await worker.resume();
    };
    worker.on('error', (error) => {
      if (isPaused || isClosed || worker !== current) return;
      log.warn({ err: error, queue }, 'queue worker');
      pause().catch((reason: unknown) => {
        isPaused = false;
        log.warn({ err: reason, queue }, 'queue worker could not be paused');
      });
    });
    worker.on('failed', (job, error) => log.warn({ err: error, queue, job: job?.id }, 'job threw'));
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'lock lost');
    });
    // A BullMQ worker whose first connection failed never recovers (as with queues).
    worker.waitUntilReady().catch(async (error: unknown) => {
      if (isClosed) return;
      log.warn({ err: error, queue }, 'queue worker could not start and is replaced');
      await sleep(RETRY_DELAY_MS, undefined, { ref: false });
      replace(worker);
    });
    return worker;
  };
  let current = start();
  return {
    isRunning: () => current.isRunning(),
    close: (force) => {
      isClosed = true;
      return current.close(force);
    },
  };
}
