import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify';
import type { KeptAnswer } from './answer-cache.js';
import type { KeyCheck } from './auth.js';
import type { KeptAnswers } from './kept-answers.js';

/** Time between two lines of the log that count answers from memory, ms. */
const LOG_PERIOD_MS = 10_000;

type RateLimit = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * The server of the API: it answers what is kept itself, and hands everything else to Fastify. Kept answers need no
 * routing, validation, serialisation or hooks, which cost several times as much as the answer.
 *
 * A request with a wrong key, one beyond the rate limit, and one that shows another ETag than the kept one (the client
 * may have seen a newer version through another process) go to Fastify too.
 */
export class AnswerFromMemory {
  #server: Server | undefined;
  #kept: KeptAnswers | undefined;
  #limit: RateLimit | undefined;
  #answers = 0;

  constructor(
    private readonly hasKey: KeyCheck,
    private readonly log: FastifyBaseLogger,
  ) {}

  /** Returns a server in front of Fastify's `handler`; for Fastify's option `serverFactory`. */
  serverFor(handler: RequestListener, { keepAliveTimeout, requestTimeout }: FastifyServerOptions): Server {
    const server = createServer((request, response) => {
      const kept = this.#find(request);
      if (kept) void this.#answer(kept, request, response, handler);
      else handler(request, response);
    });
    // Fastify sets its own only on servers that it made itself
    server.keepAliveTimeout = keepAliveTimeout!;
    server.requestTimeout = requestTimeout!;
    this.#server = server;
    return server;
  }

  /** Begins to answer when the app is ready, from then on with the app's own rate limit. */
  register(app: FastifyInstance, kept: KeptAnswers): void {
    let timer: NodeJS.Timeout | undefined;
    app.addHook('onReady', async () => {
      this.#kept = kept;
      this.#limit = app.createRateLimit();
      timer = setInterval(() => this.#count(), LOG_PERIOD_MS).unref();
    });
    app.addHook('onClose', async () => {
      clearInterval(timer);
      this.#count();
    });
  }

  /** One line for all: a line for each request would cost more than its answer. */
  #count(): void {
    if (this.#answers > 0) this.log.info({ answers: this.#answers }, 'answered from memory');
    this.#answers = 0;
  }

  #find(request: IncomingMessage): KeptAnswer | undefined {
    if (request.method !== 'GET' || !this.#server?.listening) return undefined;
    const kept = this.#kept?.find(request);
    if (!kept || !(isFresh(kept, request) || (request.headers['if-none-match'] === undefined && kept.body !== null)))
      return undefined;
    return this.hasKey(request.headers.authorization) ? kept : undefined;
  }

  async #answer(
    kept: KeptAnswer,
    request: IncomingMessage,
    response: ServerResponse,
    handler: RequestListener,
  ): Promise<void> {
    // all that the limit reads of a request; it counts one beyond the limit twice, which changes nothing
    const counted = { ip: request.socket.remoteAddress, routeOptions: { config: {} } } as FastifyRequest;
    const state = await this.#limit!(counted).catch(() => undefined);
    if (!state || state.isAllowed || state.isExceeded) return handler(request, response);
    this.#answers++;
    const limits = [
      ...['x-ratelimit-limit', String(state.max)],
      ...['x-ratelimit-remaining', String(state.remaining)],
      ...['x-ratelimit-reset', String(state.ttlInSeconds)],
    ];
    if (isFresh(kept, request)) response.writeHead(304, [...kept.fresh, ...limits]).end();
    else response.writeHead(200, [...kept.whole, ...limits]).end(kept.body!, 'latin1');
  }
}

function isFresh({ etag }: KeptAnswer, { headers }: IncomingMessage): boolean {
  const known = headers['if-none-match'];
  return known === etag || known === `W/${etag}`;
}
