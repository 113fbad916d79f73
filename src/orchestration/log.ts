import type { BaseLogger } from 'pino';

/**
 * The logger interface of this room; those of pino and Fastify satisfy it. Bind ids with `child`. Never log dialogue.
 */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'> & {
  child(bindings: Record<string, unknown>): Log;
};
