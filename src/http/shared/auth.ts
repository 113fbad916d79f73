import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { isDashboard } from './dashboard-files.js';
import { Problem } from './problems.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Routes that need no key: health probes. */
const OPEN = new Set(['/healthz', '/readyz']);

/**
 * Requires one of the bearer keys on every route but probes and the dashboard's files; does nothing without keys.
 * Always compares the digests of all keys in constant time, so that timing reveals neither length nor position of a
 * key. Keys are never logged (the logger redacts the header). The hook runs after those of `onRequest`, so that the
 * rate limit counts wrong keys too, and before a body is read.
 */
export function registerAuth(app: FastifyInstance, keys: readonly string[]): void {
  if (keys.length === 0) return;
  const digests = keys.map(digest);
  app.addHook('preParsing', async (request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    if (OPEN.has(path) || isDashboard(path)) return;
    const given = digest(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    const known = digests.map((key) => timingSafeEqual(key, given)).includes(true);
    if (known) return;
    reply.header('WWW-Authenticate', 'Bearer realm="sentimate"');
    throw new Problem('unauthorized', 'send the header Authorization: Bearer <key>');
  });
}
