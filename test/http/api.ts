import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect } from 'vitest';
import { type AppOptions, buildApp } from '../../src/http/app.js';
import type { QueueJob } from '../../src/queue/jobs.js';
import type { AnchorDefinition } from '../../src/spec/engine.js';
import { insertCheckpoint } from '../../src/store/library/checkpoints.js';
import { insertDataset } from '../../src/store/library/datasets.js';
import { PRESETS } from '../../src/training/base/presets.js';
import { useDatabase } from '../database.js';
import { temporaryHome } from '../database-sql.js';
import { Conformance } from './conformance.js';
import { BASE, cardOf, DATASET, profileOf } from './fixtures.js';

export { BASE, DATASET } from './fixtures.js';

export const KEY = 'a key for tests';

/** GET over a real connection; `app` listens from then on. */
export async function ask(app: FastifyInstance, url: string, headers: Record<string, string> = {}) {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${url}`, { headers });
  const body = await response.text();
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers) as Record<string, string | undefined>,
    body,
    json: <T>() => JSON.parse(body) as T,
  };
}

/**
 * The API on a real database, with a base and a dataset on record. No queue and no compute child: nothing is trained
 * here.
 */
export function useApi(
  options: {
    readonly apiKeys?: readonly string[];
    readonly rateLimit?: number;
    readonly maxUpload?: number;
    readonly keptBytes?: number;
    readonly engines?: readonly AnchorDefinition[];
  } = {},
) {
  const database = useDatabase();
  const jobs: QueueJob[] = [];
  let home: string;
  let app: FastifyInstance;
  let appOptions: AppOptions;
  let conformance: Conformance;
  beforeAll(async () => {
    home = await temporaryHome();
    appOptions = {
      db: database.db,
      home,
      queues: {
        enqueue: async (job) => void jobs.push(job),
        counts: async () => ({ 'fine-tune': { waiting: 0, active: 0 }, match: { waiting: 0, active: 0 } }),
        close: async () => undefined,
      },
      chat: {
        chat: async ({ turns }) => ({ reply: `you said ${turns.length} things` }),
        move: async () => ({
          move: 'e2e4',
          legalShare: 0.9,
          guarded: false,
          outcome: { win: 0.4, draw: 0.3, loss: 0.3 },
        }),
        evaluate: async ({ moves }) => ({
          plies: [null, ...moves].map(() => ({ legalShare: 0.9, white: 0.4, draw: 0.3, black: 0.3 })),
        }),
      },
      book: ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6', 'c2c4 e7e5 b1c3 g8f6'],
      engines: new Map((options.engines ?? []).map((engine) => [engine.name, engine])),
      nudge: () => undefined,
      log: pino({ level: 'silent' }),
      apiKeys: options.apiKeys ?? [],
      dashboard: join(home, 'no-dashboard'), // the same whether or not the checkout has built one
      ...(options.maxUpload === undefined ? {} : { maxUpload: options.maxUpload }),
      ...(options.rateLimit === undefined ? {} : { rateLimit: options.rateLimit }),
      ...(options.keptBytes === undefined ? {} : { keptBytes: options.keptBytes }),
    };
    app = await buildApp(appOptions);
    conformance = await Conformance.of(app);
    await insertCheckpoint(database.db.pool, {
      address: BASE,
      parent: null,
      kind: 'base',
      name: 'default',
      config: PRESETS.convolutional,
      card: cardOf('default'),
    });
    await insertDataset(database.db.pool, {
      address: DATASET,
      kind: 'dialogue',
      name: 'starter',
      profile: profileOf(DATASET, 3000),
    });
  });
  afterAll(async () => {
    await app?.close();
    if (home) await rm(home, { recursive: true, force: true });
  });
  return {
    get app() {
      return app;
    },
    get db() {
      return database.db;
    },
    get databaseUrl() {
      return database.url;
    },
    get home() {
      return home;
    },
    get conformance() {
      return conformance;
    },
    /** A second API on the same database, as another process would be; the caller closes it. */
    another: (db: AppOptions['db'], log = appOptions.log) => buildApp({ ...appOptions, db, log }),
    /** GET over a real connection, which answers from memory need; held against the document as well. */
    ask: async (url: string, headers: Record<string, string> = {}) => {
      const answer = await ask(app, url, headers);
      expect(conformance.check('GET', url, answer)).toEqual([]);
      return answer;
    },
    /** Every answer is held against the document, in whatever test it is asked for. */
    call: async (
      method: InjectOptions['method'] & string,
      url: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) => {
      const request = { method: method as 'GET', url, headers };
      const answer = await app.inject({ ...request, ...(body === undefined ? {} : { payload: body as object }) });
      expect(conformance.check(method, url, answer)).toEqual([]);
      return answer;
    },
    /** POST /datasets with one file. */
    upload: async (query: string, filename: string, content: string | Buffer) => {
      const boundary = 'xyz';
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n\r\n`;
      const url = `/datasets?${query}`;
      const answer = await app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]),
      });
      expect(conformance.check('POST', url, answer)).toEqual([]);
      return answer;
    },
  };
}
