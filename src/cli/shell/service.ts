/** The whole service in one place: database, queue, API, reconciler and worker processes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readBook } from '../../chess/board/index.js';
import { configuredEngines, projectRoot } from '../../files/index.js';
import { buildApp } from '../../http/index.js';
import { ChatHost, reconcile, runReconciler } from '../../orchestration/index.js';
import { openQueues } from '../../queue/index.js';
import { migrate, openDatabase } from '../../store/base/index.js';
import { startPostgres } from '../../store/postgres/index.js';
import { CliError } from './errors.js';
import { registerShipped } from './register-shipped.js';
import { startWorkerProcesses } from './worker-processes.js';

export interface ServiceOptions {
  readonly home: string;
  readonly log: Logger;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly apiKeys: readonly string[];
  readonly fineTuneWorkers: number;
  readonly matchWorkers: number;
  /** File descriptor that takes what workers print. */
  readonly workerOutput: number | 'inherit';
  readonly env: NodeJS.ProcessEnv;
}

export interface Service {
  readonly url: string;
  readonly databaseUrl: string;
  /** Stops all that was started, the last first. May be called twice. */
  stop(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Requests a minute from one address, where the environment says so. Throws CliError for what is no positive whole
 * number.
 */
function rateLimitFrom({ SENTIMATE_RATE_LIMIT: text }: NodeJS.ProcessEnv): { readonly rateLimit?: number } {
  if (!text) return {};
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CliError('usage', 'SENTIMATE_RATE_LIMIT must be a positive whole number');
  return { rateLimit: Number(text) };
}

/** Starts the parts in order; when one fails, those before it are stopped and its error is thrown. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const limits = rateLimitFrom(options.env);
  const { home, log, env } = options;
  if (options.apiKeys.length === 0 && !LOOPBACK.has(options.host)) {
    throw new CliError('usage', `without SENTIMATE_API_KEYS the API listens on loopback only, not on ${options.host}`);
  }
  const closing: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopAll(closing, log));
  try {
    let databaseUrl = env.DATABASE_URL || undefined;
    if (databaseUrl === undefined) {
      const server = await startPostgres(home, log);
      closing.push(() => server.stop());
      databaseUrl = server.url;
    }
    await migrate(databaseUrl);
    const db = openDatabase(databaseUrl, {
      onError: (error) => log.warn({ cause: error.message }, 'idle database connection'),
    });
    closing.push(() => db.end());
    await registerShipped(db.pool, home, log);

    const redisUrl = env.REDIS_URL || undefined;
    const queues = openQueues({ databaseUrl, redisUrl }, log);
    closing.push(() => queues.close());
    const chat = new ChatHost({ log, home });
    closing.push(() => chat.stop());

    const ending = new AbortController();
    const reconciling = runReconciler({ db, queues, log, signal: ending.signal });
    closing.push(async () => {
      ending.abort();
      await reconciling;
    });
    const nudge = (): void =>
      void reconcile(db, queues, log).catch((error: unknown) =>
        log.warn({ cause: String(error) }, 'the reconciler tries again'),
      );
    const book = readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));
    const engines = new Map([...configuredEngines(env)].map(([name, { definition }]) => [name, definition]));
    const app = await buildApp({
      db,
      home,
      queues,
      chat,
      book,
      engines,
      nudge,
      log,
      apiKeys: options.apiKeys,
      ...limits,
    });
    const url = await app.listen({ port: options.port, host: options.host });
    closing.push(() => app.close());

    const workers = startWorkerProcesses({
      counts: { 'fine-tune': options.fineTuneWorkers, match: options.matchWorkers },
      env: { ...env, DATABASE_URL: databaseUrl, SENTIMATE_HOME: home, ...(redisUrl ? { REDIS_URL: redisUrl } : {}) },
      output: options.workerOutput,
      log,
    });
    closing.push(() => workers.stop());
    return { url, databaseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopAll(closing: readonly (() => Promise<unknown>)[], log: Logger): Promise<void> {
  for (const close of [...closing].reverse()) {
    await close().catch((error: unknown) => log.warn({ cause: String(error) }, 'a part did not stop as it should'));
  }
}
