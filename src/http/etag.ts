import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Sets a strong ETag and tells whether the client has this version already; then the answer is an empty 304 and the
 * heavy query is not made. `tag` is made of an id and a version column.
 */
export function isFresh(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  const etag = `"${tag}"`;
  reply.header('ETag', etag).header('Cache-Control', 'no-cache');
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  const fresh = known.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
  if (fresh) reply.code(304);
  return fresh;
}
