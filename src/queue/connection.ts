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

/** Seconds that a worker waits for a job in one command. */
export const DRAIN_DELAY = 5;
/**
 * After an error BullMQ waits longer once, ten seconds; a command that was given less would fail each time. With room
 * for a slow machine, ms.
 */
const BLOCKING_MS = 15_000;

/**
 * Workers try to reach Redis for ever. Whoever adds jobs hears of an outage at once: the job is only a hint, and the
 * reconciler adds it again. A command that is not answered fails, and so that the next one fares better, its connection
 * is given up too.
 */
export function redisConnection(
  url: string,
  role: 'add' | 'work',
  patienceMs = PATIENCE_MS,
  onError: (error: Error) => void,
): Redis {
  const longest = role === 'work' ? Math.max(patienceMs, BLOCKING_MS) : patienceMs;
  const limits = { commandTimeout: longest, socketTimeout: longest };
  const redis = new Redis(
    url,
    role === 'work'
      ? { maxRetriesPerRequest: null, ...limits }
      : { maxRetriesPerRequest: 1, connectTimeout: 5_000, ...limits },
  );
  return redis.on('error', onError);
}
