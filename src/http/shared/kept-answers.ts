import type { IncomingMessage } from 'node:http';
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

/** Kept answers of one process, as `answer-from-memory.ts` reads them. */
export interface KeptAnswers {
  /** Returns the answer to a request; undefined if there is none, or if changes of it may have been missed. */
  find(request: IncomingMessage): KeptAnswer | undefined;
}

/** Memory of one process for kept answers, in bytes. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Longer keys are not kept: clients choose URL and `Accept`. */
const MAX_KEY = 500;
/** Headers that belong to an answer, apart from its ETag, and those of them that a 304 has. */
const HEADERS = ['cache-control', 'vary', 'content-security-policy', 'content-type'];
const FRESH_HEADERS = HEADERS.slice(0, 3);

/** Returns the key of an answer: route, parameters, query and representation. */
const keyOf = ({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): string => `${headers.accept ?? ''} ${url}`;

function subjectOf(request: FastifyRequest, subject: Subject): string {
  // PostgreSQL writes ids in lower case, and takes both
  return subject === 'tournament' ? (request.params as { id: string }).id.toLowerCase() : subject;
}

/**
 * Keeps the answers of routes with `keptUntil` while nothing has changed. `common` are headers that every answer has.
 *
 * Nothing is found while notices of changes may be missed, and nothing is kept then. A write through this process drops
 * everything before it is answered.
 */
export function registerKeptAnswers(
  app: FastifyInstance,
  db: Database,
  common: Readonly<Record<string, string>>,
  maxBytes = MAX_BYTES,
): KeptAnswers {
  const cache = new AnswerCache(maxBytes);
  const tickets = new WeakMap<FastifyRequest, number>();
  let changes: ReturnType<typeof followChanges> | undefined;
  app.addHook('onReady', async () => {
    changes = followChanges(db, {
      onChange: (subject) => cache.drop(subject),
      onLost: (cause) => app.log.warn({ cause }, 'no notices of changes arrive: nothing is answered from memory'),
      onRegained: () => app.log.info('notices of changes arrive again'),
    });
  });
  app.addHook('onClose', async () => changes?.stop());

  app.addHook('onRoute', (route) => {
    const subject = route.config?.keptUntil;
    if (subject === undefined || route.method !== 'GET') return;
    route.preValidation = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
      if (changes?.isLive()) tickets.set(request, cache.ticket());
      done();
    };
    route.onSend = async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
      const ticket = tickets.get(request);
      const kept = ticket === undefined ? undefined : keptOf(reply, payload, common);
      const key = keyOf(request);
      if (kept && key.length <= MAX_KEY) cache.keep(key, subjectOf(request, subject), kept, ticket!);
      return payload;
    };
  });

  app.addHook('onSend', async (request, _reply, payload) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') cache.drop(null);
    return payload;
  });
  return { find: (request) => (changes?.isLive() ? cache.get(keyOf(request)) : undefined) };
}

/** Returns what is to be kept of an answer that a handler made; undefined for errors and streams. */
function keptOf(
  reply: FastifyReply,
  payload: unknown,
  common: Readonly<Record<string, string>>,
): KeptAnswer | undefined {
  const etag = reply.getHeader('etag');
  const whole = reply.statusCode === 200 && typeof payload === 'string';
  if (typeof etag !== 'string' || !(whole || reply.statusCode === 304)) return undefined;
  const body = whole ? Buffer.from(payload) : null;
  const own = (names: readonly string[]): string[] =>
    names.flatMap((name) => (reply.hasHeader(name) ? [name, String(reply.getHeader(name))] : []));
  const all = [...Object.entries(common).flat(), 'etag', etag];
  return {
    etag,
    fresh: [...all, ...own(FRESH_HEADERS)],
    whole: [...all, ...own(HEADERS), 'content-length', String(body?.length ?? 0)],
    body: body === null ? null : body.toString('latin1'),
  };
}
