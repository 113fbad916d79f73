import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Sets a strong ETag and tells whether the client has this version already; then an empty 304 has been sent and the
 * heavy query is not made. `tag` is made of an id and a version column.
 */
export function isFresh(request: FastifyRequest, reply: Pick<FastifyReply, 'header' | 'code'>, tag: string): boolean {
  const etag = `"${tag}"`;
  reply.header('ETag', etag).header('Cache-Control', 'no-cache');
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  const fresh = known.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
  if (fresh) void reply.code(304).send();
  return fresh;
}
