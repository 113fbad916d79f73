import { createPostgresBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';

/** Redis when there is a URL of one, else the tables in schema `bullmq` of our database. */
export interface QueueConnection {
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  /** How long an answer may take until the connection counts as lost, ms. Default PATIENCE_MS. */
  readonly patienceMs?: number | undefined;
}

export const PATIENCE_MS = 30_000;

/** What is used of pino. */
export interface QueueLog {
  warn(fields: object, message: string): void;
}

/** `migrate` of the store makes the tables here. BullMQ's own config form pins `search_path` to the schema. */
export const SCHEMA = 'bullmq';

export const OnPostgres = withBackend(createPostgresBackend);

/** Connections of one queue or worker, besides the one that listens. Two queues and a worker hold nine at most. */
export function postgresConnection({ databaseUrl, patienceMs = PATIENCE_MS }: QueueConnection) {
  return {
    connectionString: databaseUrl,
    schema: SCHEMA,
    max: 2,
    application_name: 'sentimate-queue',
    connectionTimeoutMillis: Math.min(10_000, patienceMs),
    query_timeout: patienceMs,
    statement_timeout: patienceMs,
    idle_in_transaction_session_timeout: patienceMs,
  };
}

/** Seconds that a worker waits for a job in one command, and ms that such a command may take at least. */
export const DRAIN_DELAY = 5;
const BLOCKING_MS = DRAIN_DELAY * 1_000 + 2_000;

/**
 * Workers try to reach Redis for ever. Whoever adds jobs hears of an outage at once: the job is only a hint, and the reconciler adds it
 * again.
 */
export function redisConnection(url: string, role: 'add' | 'work', patienceMs = PATIENCE_MS, onError: (error: Error) => void): Redis {
  const redis = new Redis(
    url,
    role === 'work'
      ? { maxRetriesPerRequest: null, commandTimeout: Math.max(patienceMs, BLOCKING_MS) }
      : { maxRetriesPerRequest: 1, connectTimeout: 5_000, commandTimeout: patienceMs },
  );
  return redis.on('error', onError);
}
