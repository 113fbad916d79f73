import { homeFrom } from '../files/index.js';

/** Settings of a worker process from its environment. Times are in milliseconds. */
export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly home: string;
  readonly logLevel: string;
  /** Lease of claimed work without renewal; after a `kill -9` the work is delayed by this time. */
  readonly leaseMs: number;
  /** The queue's own lock on a job. */
  readonly lockMs: number;
  /** How often the queue looks for jobs whose worker died. */
  readonly stalledMs: number;
  /** Period of the worker's heartbeat row. */
  readonly heartbeatMs: number;
  /** Timeout after which a silent connection to the database or queue counts as lost. */
  readonly patienceMs: number;
  /** Maximum number of games that a match worker claims at a time. */
  readonly gamesHeld: number;
}

/** A missing or invalid setting of a worker. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad-config';
}

/** Reads the settings of a worker. Throws ConfigError. */
export function workerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) throw new ConfigError('DATABASE_URL is not set: a worker needs the address of the database');
  const number = (name: string, fallback: number, minimum: number): number => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < minimum)
      throw new ConfigError(`${name} must be a whole number of at least ${minimum}, not ${text}`);
    return value;
  };
  return {
    databaseUrl,
    redisUrl: env.REDIS_URL || undefined,
    home: homeFrom(env),
    logLevel: env.LOG_LEVEL || 'info',
    leaseMs: number('SENTIMATE_LEASE_MS', 60_000, 500),
    lockMs: number('SENTIMATE_LOCK_MS', 30_000, 500),
    stalledMs: number('SENTIMATE_STALLED_MS', 15_000, 500),
    heartbeatMs: number('SENTIMATE_HEARTBEAT_MS', 10_007, 100),
    patienceMs: number('SENTIMATE_PATIENCE_MS', 60_000, 500),
    gamesHeld: number('SENTIMATE_GAMES_HELD', 512, 1),
  };
}
