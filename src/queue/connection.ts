import { createPostgresBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';

/** Where the queues are: Redis when `redisUrl` is set, else the tables in schema `bullmq` of our database. */
export interface QueueConnection {
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  /** Time limit of a command in ms, after which its connection counts as lost; default DEFAULT_TIMEOUT_MS. */
  readonly timeoutMs?: number | undefined;
}

/** Default time limit of a command, ms. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** The part of a pino logger that is used here. */
export interface QueueLog {
  warn(fields: object, message: string): void;
}

/**
 * Schema of BullMQ's tables, which `migrate` of the store creates. Given as `schema`, BullMQ sets `search_path` to it.
 */
const SCHEMA = 'bullmq';

/** BullMQ's classes on its PostgreSQL backend. */
export const OnPostgres = withBackend(createPostgresBackend);

/**
 * Connection options of one queue or worker: two connections, besides the one that listens for notifications. Two
 * queues and a worker hold at most nine.
 */
export function postgresConnection({ databaseUrl, timeoutMs = DEFAULT_TIMEOUT_MS }: QueueConnection) {
  return {
    connectionString: databaseUrl,
    schema: SCHEMA,
    max: 2,
    application_name: 'sentimate-queue',
    connectionTimeoutMillis: Math.min(10_000, timeoutMs),
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
  };
}

/** Seconds that a worker waits for a job in one blocking command (BullMQ's `drainDelay`). */
export const DRAIN_DELAY_SECONDS = 5;
/**
 * Minimum time limit of blocking commands, ms: after an error BullMQ blocks once for ten seconds, and a shorter limit
 * would fail each time. Includes a margin for slow machines.
 */
const MIN_BLOCKING_TIMEOUT_MS = 15_000;

/**
 * A Redis connection. For role `work` it retries without limit. For role `add` an outage rejects at once, because a job
 * is only a hint and the reconciler adds it again. A command without an answer in time fails and closes its connection,
 * so that the next command gets a new one.
 */
export function redisConnection(
  url: string,
  role: 'add' | 'work',
  timeoutMs = DEFAULT_TIMEOUT_MS,
  onError: (error: Error) => void,
): Redis {
  const limitMs = role === 'work' ? Math.max(timeoutMs, MIN_BLOCKING_TIMEOUT_MS) : timeoutMs;
  const limits = { commandTimeout: limitMs, socketTimeout: limitMs };
  const redis = new Redis(
    url,
    role === 'work'
      ? { maxRetriesPerRequest: null, ...limits }
      : { maxRetriesPerRequest: 1, connectTimeout: 5_000, ...limits },
  );
  return redis.on('error', onError);
}
