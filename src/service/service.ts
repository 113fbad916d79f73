/**
 * The composition root of a service. `sentimate serve`, `demo`, `tournament run`, `match run` and `study run` start it,
 * and so do the end-to-end tests.
 *
 * Start order; if a part fails to start, the parts before it are stopped and its error is thrown:
 *
 * 1. database: at DATABASE_URL, or an embedded PostgreSQL; migrated; shipped bases and datasets, and those written by
 *    commands under the home, are registered in it
 * 2. queues: Redis at REDIS_URL, or tables in the database
 * 3. chat host: forks its compute child at the first request
 * 4. reconciler: one loop that queues due work; the API wakes it when work has become due, and so do notices of workers
 * 5. API: starts to listen
 * 6. worker processes: each is restarted when it exits
 *
 * Shutdown is the reverse order, one part after the other: workers release their claims and exit; the API closes its
 * connections; the reconciler finishes its pass; the chat host's child exits; the queues close; the database
 * connections close, and an embedded PostgreSQL stops.
 */
import { projectRoot, signingKey } from '../files/index.js';
import { buildApp } from '../http/index.js';
import { ChatHost, startReconciler } from '../orchestration/index.js';
import { enginesFrom, shippedBook } from '../planning/index.js';
import { openQueues } from '../queue/index.js';
import { followChanges } from '../store/base/index.js';
import { openRecordDatabase } from './database.js';
import { registerShipped } from './register-shipped.js';
import { checkListening, rateLimitFrom, type ServiceOptions } from './service-options.js';
import { startedParts } from './started-parts.js';
import { startWorkerProcesses } from './worker-processes.js';

/** A running service. */
export interface Service {
  readonly url: string;
  readonly databaseUrl: string;
  /** Stops all parts in reverse order of their start. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts all parts and resolves when the API listens. Throws ServiceOptionsError or, for a wrong signing key, FileError
 * before anything is started, or the error of the part that failed.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { home, log, env, apiKeys, patienceMs } = options;
  checkListening(options);
  const limits = rateLimitFrom(env);
  const { SENTIMATE_SIGNING_KEY: pem, ...workerEnv } = env;
  if (pem) await signingKey(home, pem); // a setting that holds no key is refused before anything starts
  const parts = startedParts(log);
  try {
    const database = await openRecordDatabase({ home, env, log, patienceMs });
    const { db, url: databaseUrl } = parts.add('database', database, () => database.stop());
    await registerShipped(db.pool, home, options.shipped ?? projectRoot(), log);

    const redisUrl = env.REDIS_URL || undefined;
    const queues = parts.add('queues', openQueues({ databaseUrl, redisUrl, timeoutMs: patienceMs }, log), (all) =>
      all.close(),
    );

    const chat = parts.add('chat host', new ChatHost({ log, home }), (host) => host.stop());

    const ending = new AbortController();
    const { signal } = ending;
    const loop = startReconciler({ db, queues, log, signal, periodMs: options.reconcileEveryMs });
    const reconciler = parts.add('reconciler', loop, async ({ done }) => {
      ending.abort();
      await done;
    });

    parts.add('notices of due work', followChanges(db, { onChange: () => reconciler.nudge() }, 'work_due'), (notices) =>
      notices.stop(),
    );

    const app = await buildApp({
      ...{ db, home, queues, chat, log, apiKeys, ...limits, ...(pem ? { signingKey: pem } : {}) },
      book: await shippedBook(),
      engines: enginesFrom(env, home),
      nudge: () => reconciler.nudge(),
    });
    parts.add('API', app, () => app.close());
    const url = await app.listen({ port: options.port, host: options.host });

    const workers = startWorkerProcesses({
      counts: { 'fine-tune': options.fineTuneWorkers, match: options.matchWorkers },
      env: {
        ...workerEnv,
        DATABASE_URL: databaseUrl,
        SENTIMATE_HOME: home,
        ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
      },
      output: options.workerOutput,
      log,
    });
    parts.add('worker processes', workers, () => workers.stop());
    return { url, databaseUrl, stop: parts.stop };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}
