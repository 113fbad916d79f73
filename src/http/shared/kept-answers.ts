import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Database, followChanges } from '../../store/base/index.js';
import { AnswerCache, type KeptAnswer } from './answer-cache.js';

/** What the answers of a route depend on: the tournament that its path names, all tournaments, or all checkpoints. */
type Subject = 'tournament' | 'tournaments' | 'models';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers are kept until what they depend on changes. They must depend on nothing else but URL and `Accept`. */
    readonly keptUntil?: Subject;
  }
}

/** Memory of one process for kept answers, in bytes. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Longer keys are not kept: clients choose URL and `Accept`. */
const MAX_KEY = 500;
/** Headers that belong to an answer, apart from its ETag. */
const HEADERS = ['content-type', 'cache-control', 'vary', 'content-security-policy'];

/** Returns the key of an answer: route, parameters, query and representation. */
const keyOf = ({ url, headers }: FastifyRequest): string => `${headers.accept ?? ''} ${url}`;

function subjectOf(request: FastifyRequest, subject: Subject): string {
  // PostgreSQL writes ids in lower case, and takes both
  return subject === 'tournament' ? (request.params as { id: string }).id.toLowerCase() : subject;
}

/**
 * Answers routes with `keptUntil` from memory while nothing has changed, without a query. A lookup follows the rate
 * limit and the key's check, so a request without a key never meets a kept answer.
 *
 * Nothing is answered from memory while notices of changes may be missed, and nothing is kept then. A write through
 * this process drops everything before it is answered. A client that shows another ETag than the kept one may have seen
 * a newer version through another process, and is answered from the database.
 */
export function registerKeptAnswers(app: FastifyInstance, db: Database, maxBytes = MAX_BYTES): void {
  const cache = new AnswerCache(maxBytes);
  const tickets = new WeakMap<FastifyRequest, number>();
  let changes: ReturnType<typeof followChanges> | undefined;
  app.addHook('onReady', async () => {
    changes = followChanges(db, (subject) => cache.drop(subject));
  });
  app.addHook('onClose', async () => changes?.stop());

  app.addHook('onRoute', (route) => {
    const subject = route.config?.keptUntil;
    if (subject === undefined || route.method !== 'GET') return;
    route.preValidation = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      if (!changes?.isLive()) return done();
      const kept = cache.get(keyOf(request));
      if (kept && answer(reply, kept, request.headers['if-none-match'])) return;
      tickets.set(request, cache.ticket());
      done();
    };
    route.onSend = async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
      const ticket = tickets.get(request);
      const kept = ticket === undefined ? undefined : keptOf(reply, payload);
      const key = keyOf(request);
      if (kept && key.length <= MAX_KEY) cache.keep(key, subjectOf(request, subject), kept, ticket!);
      return payload;
    };
  });

  app.addHook('onSend', async (request, _reply, payload) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') cache.drop(null);
    return payload;
  });
}

/** Sends a kept answer; returns false if it cannot answer this request. */
function answer(reply: FastifyReply, { etag, headers, body }: KeptAnswer, known: string | undefined): boolean {
  const fresh = known === etag || known === `W/${etag}`;
  if (!fresh && (known !== undefined || body === null)) return false;
  reply.headers(headers).header('etag', etag);
  if (fresh) void reply.code(304).send();
  else void reply.send(body);
  return true;
}

/** Returns what is to be kept of an answer that a handler made; undefined for errors and streams. */
function keptOf(reply: FastifyReply, payload: unknown): KeptAnswer | undefined {
  const etag = reply.getHeader('etag');
  const whole = reply.statusCode === 200 && typeof payload === 'string';
  if (typeof etag !== 'string' || !(whole || reply.statusCode === 304)) return undefined;
  const headers: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return { etag, headers, body: whole ? Buffer.from(payload) : null };
}
