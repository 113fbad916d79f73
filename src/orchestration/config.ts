import { homeFrom } from '../files/index.js';

/** What a worker process is told by its environment. Times are in milliseconds. */
export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly home: string;
  readonly logLevel: string;
  /** How long claimed work stays this worker's without renewal: what a `kill -9` costs. */
  readonly leaseMs: number;
  /** The queue's own lock on a job, and how often it looks for jobs whose worker died. */
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly heartbeatMs: number;
  /** How long an answer of the database or the queue may take until the connection counts as lost. */
  readonly patienceMs: number;
  /** Games that a match worker holds at most. */
  readonly gamesHeld: number;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad-config';
}

export function workerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) throw new ConfigError('DATABASE_URL is not set: a worker needs the address of the database');
  const number = (name: string, fallback: number, least: number): number => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new ConfigError(`${name} must be a whole number of at least ${least}, not ${text}`);
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
