import { createPostgresBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';

/** Redis when there is a URL of one, else the tables in schema `bullmq` of our database. */
export interface QueueConnection {
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
}

/** What is used of pino. */
export interface QueueLog {
  warn(fields: object, message: string): void;
}

/** `migrate` of the store makes the tables here. BullMQ's own config form pins `search_path` to the schema. */
export const SCHEMA = 'bullmq';

export const OnPostgres = withBackend(createPostgresBackend);

/** Connections of one queue or worker, besides the one that listens. Two queues and a worker hold nine at most. */
export function postgresConnection(databaseUrl: string) {
  return { connectionString: databaseUrl, schema: SCHEMA, max: 2, application_name: 'sentimate-queue', connectionTimeoutMillis: 10_000 };
}

/**
 * Workers wait for Redis for ever. Whoever adds jobs hears of an outage at once: the job is only a hint, and the reconciler adds it
 * again.
 */
export function redisConnection(url: string, role: 'add' | 'work', onError: (error: Error) => void): Redis {
  const redis = new Redis(url, role === 'work' ? { maxRetriesPerRequest: null } : { maxRetriesPerRequest: 1, connectTimeout: 5_000 });
  return redis.on('error', onError);
}
