import { type JobsOptions, Queue } from 'bullmq';
import { QUEUE_NAMES, type QueueName } from '../vocabulary/index.js';
import {
  DEFAULT_TIMEOUT_MS,
  OnPostgres,
  postgresConnection,
  type QueueConnection,
  type QueueLog,
  redisConnection,
} from './connection.js';
import { jobIdOf, type QueueJob } from './jobs.js';
import { withTimeout } from './with-timeout.js';

/** The queues, as producers of jobs see them. */
export interface Queues {
  /** Adds a job, unless one of the same id waits or is active. Rejects when the queue is unreachable. */
  enqueue(job: QueueJob): Promise<void>;
  /** Numbers of waiting and active jobs. */
  counts(): Promise<Record<QueueName, { waiting: number; active: number }>>;
  /** Closes all connections. */
  close(): Promise<void>;
}

/**
 * Finished jobs are removed: they carry no information, and a job that is kept would block its id. One attempt each, as
 * the reconciler decides about retries.
 */
const JOB_OPTIONS: JobsOptions = { attempts: 1, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
/** No code reads the queue's events; a few are kept for debugging. */
const streams = { events: { maxLen: 1000 } };

/** Opens all queues without waiting for a connection; errors of connections are logged as warnings. */
export function openQueues(connection: QueueConnection, log: QueueLog): Queues {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = connection;
  const redis = connection.redisUrl
    ? redisConnection(connection.redisUrl, 'add', timeoutMs, (error) => log.warn({ err: error }, 'Redis connection'))
    : undefined;
  const queues = QUEUE_NAMES.map((name) => {
    const pending = reopenUntilReady(() => {
      const queue = redis
        ? new Queue<QueueJob>(name, { connection: redis, streams, defaultJobOptions: JOB_OPTIONS })
        : new OnPostgres.Queue<QueueJob>(name, {
            connection: postgresConnection(connection),
            streams,
            defaultJobOptions: JOB_OPTIONS,
          });
      queue.on('error', (error: Error) => log.warn({ err: error, queue: name }, 'queue'));
      return queue;
    });
    // without a limit this would wait for ever for a Redis that was never reachable
    const ready = () => withTimeout(timeoutMs, pending.get());
    return {
      name,
      add: async (job: QueueJob) => (await ready()).add(name, job, { jobId: jobIdOf(job) }),
      counts: async () => (await ready()).getJobCounts('waiting', 'active'),
      close: () => pending.close(),
    };
  });
  return {
    async enqueue(job) {
      await queues.find(({ name }) => name === job.kind)!.add(job);
    },
    async counts() {
      const entries = queues.map(async (queue) => {
        const { waiting = 0, active = 0 } = await queue.counts();
        return [queue.name, { waiting, active }] as const;
      });
      return Object.fromEntries(await Promise.all(entries)) as Record<QueueName, { waiting: number; active: number }>;
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
      redis?.disconnect();
    },
  };
}

interface Openable {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * Opens with the first `get`. A BullMQ object whose first connection failed never recovers, so it is closed, and the
 * next `get` makes another.
 */
function reopenUntilReady<T extends Openable>(make: () => T): { get(): Promise<T>; close(): Promise<void> } {
  let opening: Promise<T> | undefined;
  const open = async (): Promise<T> => {
    const instance = make();
    try {
      await instance.waitUntilReady();
      return instance;
    } catch (error) {
      opening = undefined;
      await instance.close().catch(() => undefined);
      throw error;
    }
  };
  return {
    get: () => (opening ??= open()),
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
