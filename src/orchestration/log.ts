import type { BaseLogger } from 'pino';

/**
 * What this folder needs of a logger; pino's and Fastify's both fit. Ids are bound with `child`, dialogue is never
 * logged.
 */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'> & {
  child(bindings: Record<string, unknown>): Log;
};
