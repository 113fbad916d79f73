import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { buildApp } from '../../src/http/app.js';
import type { QueueJob } from '../../src/queue/jobs.js';
import { insertCheckpoint } from '../../src/store/library/checkpoints.js';
import { insertDataset } from '../../src/store/library/datasets.js';
import { PRESETS } from '../../src/training/base/presets.js';
import { useDatabase } from '../database.js';
import { temporaryHome } from '../database-sql.js';

export const BASE = 'a'.repeat(64);
export const DATASET = 'd'.repeat(64);
export const KEY = 'a key for tests';

/**
 * The API on a real database, with a base and a dataset on record. No queue and no compute child: nothing is trained
 * here.
 */
export function useApi(options: { apiKeys?: readonly string[]; rateLimit?: number; maxUpload?: number } = {}) {
  const database = useDatabase();
  const jobs: QueueJob[] = [];
  let home: string;
  let app: FastifyInstance;
  beforeAll(async () => {
    home = await temporaryHome();
    app = await buildApp({
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
        judge: async ({ moves }) => ({
          plies: [null, ...moves].map(() => ({ legalShare: 0.9, white: 0.4, draw: 0.3, black: 0.3 })),
        }),
      },
      book: ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6', 'c2c4 e7e5 b1c3 g8f6'],
      nudge: () => undefined,
      log: pino({ level: 'silent' }),
      apiKeys: options.apiKeys ?? [],
      dashboard: join(home, 'no-dashboard'), // the same whether or not the checkout has built one
      ...(options.maxUpload === undefined ? {} : { maxUpload: options.maxUpload }),
      ...(options.rateLimit === undefined ? {} : { rateLimit: options.rateLimit }),
    });
    await insertCheckpoint(database.db.pool, {
      address: BASE,
      parent: null,
      kind: 'base',
      name: 'default',
      config: PRESETS.convolutional,
      card: { name: 'default' },
    });
    await insertDataset(database.db.pool, {
      address: DATASET,
      kind: 'dialogue',
      name: 'starter',
      profile: { kind: 'dialogue', examples: { train: 3000, heldOut: 100 } },
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
    call: (
      method: InjectOptions['method'] & string,
      url: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) =>
      app.inject({ method: method as 'GET', url, headers, ...(body === undefined ? {} : { payload: body as object }) }),
  };
}
