import type { Logger } from 'pino';

export interface ServiceOptions {
  /** The folder of all artifacts, and of the embedded PostgreSQL where there is one. */
  readonly home: string;
  readonly log: Logger;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Bearer keys; none means that no key is asked for. */
  readonly apiKeys: readonly string[];
  /** Worker processes of each kind; 0 where they run elsewhere. */
  readonly fineTuneWorkers: number;
  readonly matchWorkers: number;
  /** File descriptor that takes what workers print. */
  readonly workerOutput: number | 'inherit';
  /** Settings: DATABASE_URL, REDIS_URL, SENTIMATE_RATE_LIMIT, SENTIMATE_ENGINES; workers get all of it. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder with the `models/` and `data/starter/` to be registered; this package unless given. */
  readonly shipped?: string | undefined;
  /** How long an answer of the database or the queue may take until the connection counts as lost, ms. */
  readonly patienceMs?: number | undefined;
  /** Pause between two passes of the reconciler, ms. */
  readonly reconcileEveryMs?: number | undefined;
}

/** An option or setting with which no service can be started. */
export class ServiceOptionsError extends Error {
  override readonly name = 'ServiceOptionsError';
  readonly code = 'usage';
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Without keys the API listens on loopback only. Throws ServiceOptionsError. */
export function checkListening({ apiKeys, host }: Pick<ServiceOptions, 'apiKeys' | 'host'>): void {
  if (apiKeys.length === 0 && !LOOPBACK.has(host))
    throw new ServiceOptionsError(`without SENTIMATE_API_KEYS the API listens on loopback only, not on ${host}`);
}

/**
 * Requests a minute from one address, where the environment says so. Throws ServiceOptionsError for what is no positive
 * whole number.
 */
export function rateLimitFrom({ SENTIMATE_RATE_LIMIT: text }: NodeJS.ProcessEnv): { readonly rateLimit?: number } {
  if (!text) return {};
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new ServiceOptionsError('SENTIMATE_RATE_LIMIT must be a positive whole number');
  return { rateLimit: Number(text) };
}
