import { setTimeout as sleep } from 'node:timers/promises';
import { type Processor, Worker } from 'bullmq';
import type { QueueName } from '../vocabulary/index.js';
import {
  DRAIN_DELAY,
  OnPostgres,
  postgresConnection,
  type QueueConnection,
  type QueueLog,
  redisConnection,
} from './connection.js';
import type { QueueJob } from './jobs.js';
import { within } from './within.js';

export interface WorkerSettings<Name extends QueueName> {
  readonly queue: Name;
  readonly connection: QueueConnection;
  readonly log: QueueLog;
  /**
   * Does what the store says is due for this hint. It should not throw: a failure belongs in the store; one that is
   * thrown is logged and the hint dropped. `signal` aborts when the job's lock was lost.
   */
  work(job: Extract<QueueJob, { kind: Name }>, signal: AbortSignal): Promise<void>;
  readonly concurrency?: number;
  /** ms for which a job is ours without renewal; BullMQ renews at half of it. */
  readonly lockDuration?: number;
  /** ms between looks for jobs whose worker died. */
  readonly stalledInterval?: number;
}

export interface QueueWorker {
  isRunning(): boolean;
  /**
   * Takes no more jobs and resolves when those in progress have ended. With `force` it does not wait for them: their
   * locks run out and the queue hands them to others.
   */
  close(force?: boolean): Promise<void>;
}

/** A job that lost its worker goes back to the queue any number of times: attempts are counted in the store. */
const MAX_STALLED = 1_000_000;
/** Between attempts to speak to a queue that is away, ms. */
const RETRY_DELAY = 1_000;
/** For the farewell to the queue, when all jobs have ended, ms. */
const CLOSE_LIMIT = 5_000;

export function openWorker<Name extends QueueName>(settings: WorkerSettings<Name>): QueueWorker {
  const { queue, connection, log, work, concurrency = 1, lockDuration = 30_000, stalledInterval = 15_000 } = settings;
  const redis = connection.redisUrl
    ? redisConnection(connection.redisUrl, 'work', connection.patienceMs, (error) =>
        log.warn({ err: error }, 'Redis connection'),
      )
    : undefined;
  const inProgress = new Set<Promise<void>>();
  const processor: Processor<QueueJob, void> = (job, _token, signal) => {
    const working = work(job.data as Extract<QueueJob, { kind: Name }>, signal ?? new AbortController().signal);
    inProgress.add(working);
    return working.finally(() => inProgress.delete(working));
  };
  const options = {
    concurrency,
    lockDuration,
    stalledInterval,
    maxStalledCount: MAX_STALLED,
    drainDelay: DRAIN_DELAY,
    runRetryDelay: RETRY_DELAY,
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
  const make = (): ReturnType<typeof open> => {
    const worker = open();
    // After most errors BullMQ asks again at once, hundreds of times a second while the queue is away: it gets a rest
    // each time.
    let resting = false;
    const rest = async (): Promise<void> => {
      resting = true;
      await worker.pause(true); // it takes no more jobs; one in progress goes on and keeps its lock
      await sleep(RETRY_DELAY, undefined, { ref: false });
      resting = false;
      if (!closed) await worker.resume();
    };
    worker.on('error', (error) => {
      if (resting || closed) return;
      log.warn({ err: error, queue }, 'queue worker');
      rest().catch((reason: unknown) => {
        resting = false;
        log.warn({ err: reason, queue }, 'queue worker took no rest');
      });
    });
    worker.on('failed', (job, error) => log.warn({ err: error, queue, job: job?.id }, 'job threw'));
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'lock lost');
    });
    // As with queues, a worker whose first connection failed stays deaf: another takes its place.
    worker.waitUntilReady().catch(async (error: unknown) => {
      if (closed) return;
      log.warn({ err: error, queue }, 'queue worker could not start and is made again');
      await Promise.all([worker.close(true).catch(() => undefined), sleep(RETRY_DELAY)]);
      if (!closed) current = make();
    });
    return worker;
  };
  let closed = false;
  let current = make();
  return {
    isRunning: () => current.isRunning(),
    async close(force = false) {
      closed = true;
      const closing = current.close(force);
      if (!force) await Promise.allSettled(inProgress);
      // BullMQ would wait without end for a Redis that is away
      await within(CLOSE_LIMIT, closing).catch((error: unknown) =>
        log.warn({ err: error, queue }, 'queue worker ends without a farewell'),
      );
      redis?.disconnect();
    },
  };
}
