import { type JobsOptions, Queue } from 'bullmq';
import { QUEUE_NAMES, type QueueName } from '../vocabulary/index.js';
import {
  OnPostgres,
  PATIENCE_MS,
  postgresConnection,
  type QueueConnection,
  type QueueLog,
  redisConnection,
} from './connection.js';
import { jobIdOf, type QueueJob } from './jobs.js';
import { within } from './within.js';

export interface Queues {
  /** Adds a hint, unless one of the same name is about. */
  enqueue(job: QueueJob): Promise<void>;
  /** Jobs that wait or are worked on. */
  counts(): Promise<Record<QueueName, { waiting: number; active: number }>>;
  close(): Promise<void>;
}

/**
 * A finished hint is worth nothing, and one that stayed would keep its name from being used again; so none is kept. One
 * attempt: the reconciler decides about another.
 */
const JOB: JobsOptions = { attempts: 1, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
/** Nothing reads the events of the queue: a few are kept for people who look. */
const streams = { events: { maxLen: 1000 } };

export function openQueues(connection: QueueConnection, log: QueueLog): Queues {
  const { patienceMs = PATIENCE_MS } = connection;
  const redis = connection.redisUrl
    ? redisConnection(connection.redisUrl, 'add', patienceMs, (error) => log.warn({ err: error }, 'Redis connection'))
    : undefined;
  const opened = QUEUE_NAMES.map((name) => {
    const ready = untilItOpens(() => {
      const queue = redis
        ? new Queue<QueueJob>(name, { connection: redis, streams, defaultJobOptions: JOB })
        : new OnPostgres.Queue<QueueJob>(name, {
            connection: postgresConnection(connection),
            streams,
            defaultJobOptions: JOB,
          });
      queue.on('error', (error: Error) => log.warn({ err: error, queue: name }, 'queue'));
      return queue;
    });
    // Redis is waited for without end while it has never been there: callers are told
    const opened = () => within(patienceMs, ready.get());
    return {
      name,
      add: async (job: QueueJob) => (await opened()).add(name, job, { jobId: jobIdOf(job) }),
      counts: async () => (await opened()).getJobCounts('waiting', 'active'),
      close: () => ready.close(),
    };
  });
  return {
    async enqueue(job) {
      await opened.find(({ name }) => name === job.kind)!.add(job);
    },
    async counts() {
      const entries = opened.map(async (queue) => {
        const { waiting = 0, active = 0 } = await queue.counts();
        return [queue.name, { waiting, active }] as const;
      });
      return Object.fromEntries(await Promise.all(entries)) as Record<QueueName, { waiting: number; active: number }>;
    },
    async close() {
      await Promise.all(opened.map((queue) => queue.close()));
      redis?.disconnect();
    },
  };
}

interface Openable {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * BullMQ remembers for good that its first connection failed. So one that never opened is thrown away, and whoever asks
 * next makes another.
 */
function untilItOpens<T extends Openable>(make: () => T): { get(): Promise<T>; close(): Promise<void> } {
  let opening: Promise<T> | undefined;
  const open = async (): Promise<T> => {
    const made = make();
    try {
      await made.waitUntilReady();
      return made;
    } catch (error) {
      opening = undefined;
      await made.close().catch(() => undefined);
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
