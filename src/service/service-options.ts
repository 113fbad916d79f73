import type { Logger } from 'pino';

/** Options of `startService`. */
export interface ServiceOptions {
  /** Artifact folder, and data folder of the embedded PostgreSQL if there is one. */
  readonly home: string;
  readonly log: Logger;
  /** TCP port; 0 selects a free one. */
  readonly port: number;
  readonly host: string;
  /** Accepted bearer keys; if empty, no key is required. */
  readonly apiKeys: readonly string[];
  /** Numbers of worker processes; 0 if they run elsewhere. */
  readonly fineTuneWorkers: number;
  readonly matchWorkers: number;
  /** File descriptor for the output of worker processes. */
  readonly workerOutput: number | 'inherit';
  /**
   * Settings: DATABASE_URL, REDIS_URL, SENTIMATE_RATE_LIMIT, SENTIMATE_ENGINES, SENTIMATE_SIGNING_KEY; passed to the
   * workers but for the last.
   */
  readonly env: NodeJS.ProcessEnv;
  /** Folder with the `models/` and `data/starter/` to register; default: this package. */
  readonly shipped?: string | undefined;
  /** Timeout after which a silent connection to the database or queue counts as lost, ms. */
  readonly patienceMs?: number | undefined;
  /** Pause between two passes of the reconciler, ms. */
  readonly reconcileEveryMs?: number | undefined;
}

/** An invalid option or setting of the service. */
class ServiceOptionsError extends Error {
  override readonly name = 'ServiceOptionsError';
  readonly code = 'usage';
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Without API keys only a loopback host is allowed. Throws ServiceOptionsError otherwise. */
export function checkListening({ apiKeys, host }: Pick<ServiceOptions, 'apiKeys' | 'host'>): void {
  if (apiKeys.length === 0 && !LOOPBACK.has(host))
    throw new ServiceOptionsError(`without SENTIMATE_API_KEYS the API listens on loopback only, not on ${host}`);
}

/**
 * Rate limit of the API from SENTIMATE_RATE_LIMIT, requests per minute and client address; empty if not set. Throws
 * ServiceOptionsError for anything but a positive whole number.
 */
export function rateLimitFrom({ SENTIMATE_RATE_LIMIT: text }: NodeJS.ProcessEnv): { readonly rateLimit?: number } {
  if (!text) return {};
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new ServiceOptionsError('SENTIMATE_RATE_LIMIT must be a positive whole number');
  return { rateLimit: Number(text) };
}
