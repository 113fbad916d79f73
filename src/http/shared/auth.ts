import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { isDashboard } from './dashboard-files.js';
import { Problem } from './problems.js';

/** Whether the value of the header `Authorization` holds one of the keys; always true where no key is required. */
export type KeyCheck = (authorization: string | undefined) => boolean;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Routes that need no key: health probes. */
const OPEN = new Set(['/healthz', '/readyz']);

/**
 * Returns the check of bearer keys. It compares the digests of all keys in constant time, so that timing reveals
 * neither length nor position of a key.
 */
export function keyCheck(keys: readonly string[]): KeyCheck {
  if (keys.length === 0) return () => true;
  const digests = keys.map(digest);
  return (authorization = '') => {
    const given = digest(/^Bearer (.+)$/i.exec(authorization)?.[1] ?? '');
    return digests.map((key) => timingSafeEqual(key, given)).includes(true);
  };
}

/**
 * Requires a key on every route but probes and the dashboard's files. Keys are never logged (the logger redacts the
 * header). The hook runs after those of `onRequest`, so that the rate limit counts wrong keys too, and before a body is
 * read.
 */
export function registerAuth(app: FastifyInstance, hasKey: KeyCheck): void {
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const path = request.url.split('?', 1)[0]!;
    if (OPEN.has(path) || isDashboard(path) || hasKey(request.headers.authorization)) return done();
    reply.header('WWW-Authenticate', 'Bearer realm="sentimate"');
    done(new Problem('unauthorized', 'send the header Authorization: Bearer <key>'));
  });
}
