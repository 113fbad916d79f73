import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/**
 * ETags of JSON answers that have no version column to make one of, such as lists: a hash of the body. It saves the
 * bytes and the client's work, not the query. Streams and answers with a tag of their own are left alone.
 */
export function registerBodyEtag(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string' || reply.hasHeader('ETag'))
      return payload;
    if (!String(reply.getHeader('Content-Type') ?? '').startsWith('application/json')) return payload;
    const etag = `"${createHash('sha1').update(payload).digest('base64url')}"`;
    reply.header('ETag', etag).header('Cache-Control', 'no-cache');
    if (request.headers['if-none-match'] !== etag) return payload;
    reply.code(304);
    return '';
  });
}
