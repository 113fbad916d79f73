import { Queue, type JobsOptions } from 'bullmq';
import { OnPostgres, postgresConnection, redisConnection, type QueueConnection, type QueueLog } from './connection.js';
import { jobIdOf, QUEUE_NAMES, type QueueJob, type QueueName } from './jobs.js';

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

interface Opened {
  readonly name: QueueName;
  add(job: QueueJob): Promise<unknown>;
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export function openQueues(connection: QueueConnection, log: QueueLog): Queues {
  const redis = connection.redisUrl
    ? redisConnection(connection.redisUrl, 'add', connection.patienceMs, (error) => log.warn({ err: error }, 'Redis connection'))
    : undefined;
  const opened = QUEUE_NAMES.map((name): Opened => {
    const queue = redis
      ? new Queue<QueueJob>(name, { connection: redis, streams, defaultJobOptions: JOB })
      : new OnPostgres.Queue<QueueJob>(name, { connection: postgresConnection(connection), streams, defaultJobOptions: JOB });
    queue.on('error', (error: Error) => log.warn({ err: error, queue: name }, 'queue'));
    return {
      name,
      add: (job) => queue.add(name, job, { jobId: jobIdOf(job) }),
      counts: () => queue.getJobCounts('waiting', 'active'),
      close: () => queue.close(),
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
