import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { type FineTuneJob, type MatchJob, openWorker } from '../queue/index.js';
import { heartbeat, openDatabase } from '../store/base/index.js';
import type { QueueName, WorkerId } from '../vocabulary/index.js';
import { causeOf } from './compute-error.js';
import { ComputeProcess, type ComputeProcessOptions } from './compute-process.js';
import { workerChildOptions } from './compute-threads.js';
import { ConfigError, type WorkerConfig, workerConfig } from './config.js';
import { runFineTuneJob } from './fine-tune-worker.js';
import type { Log } from './log.js';
import { matchWorker } from './match-worker.js';
import type { WorkerContext } from './worker-context.js';

/**
 * Time for releasing claims before the process exits anyway, ms: longer than the child's grace after a cancellation.
 */
const SHUTDOWN_GRACE_MS = 20_000;

/** Ignored in a worker under a service: the terminal sends them to the service too, which shuts the worker down. */
const SIGNALS_LEFT_TO_SERVICE = ['SIGINT', 'SIGHUP'] as const;

/**
 * The main function of a worker process: processes jobs of its kind until a signal, or until the service that started
 * it ends. `childOptions` are options of its compute child. Exits with status 1 for an invalid configuration.
 */
export async function runWorkerProcess(
  kind: QueueName,
  env: NodeJS.ProcessEnv,
  childOptions: Partial<ComputeProcessOptions> = {},
): Promise<void> {
  const config = configOrExit(env);
  const workerId = uuidv7() as WorkerId;
  const log: Log = pino({ level: config.logLevel, base: { pid: process.pid, worker: kind, workerId } });
  const db = openDatabase(config.databaseUrl, {
    applicationName: `sentimate-${kind}`,
    timeoutMs: config.patienceMs,
    onError: (error) => log.warn({ cause: causeOf(error) }, 'idle database connection'),
  });
  const compute = new ComputeProcess({ log, ...workerChildOptions(kind), ...childOptions });
  const stopping = new AbortController();
  const context: WorkerContext = { db, compute, workerId, log, shutdown: stopping.signal, ...config };
  const sendHeartbeat = (): Promise<void> =>
    heartbeat(db.pool, { id: workerId, kind, host: hostname(), pid: process.pid, backend: compute.backend ?? null });
  const closing: (() => Promise<unknown>)[] = [() => compute.stop(), () => db.end()];
  // Under a service the terminal's signals are handled by the service (a second one would end this process before it
  // has released its claims), and the end of the service, even by `kill -9`, ends this process.
  const supervised = process.connected === true;
  if (supervised) {
    for (const signal of SIGNALS_LEFT_TO_SERVICE) process.on(signal, () => undefined);
    process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  }
  closeWithGrace(
    { delay: SHUTDOWN_GRACE_MS, logger: false, skip: supervised ? [...SIGNALS_LEFT_TO_SERVICE] : [] },
    async ({ err, signal }) => {
      if (err) log.error({ cause: causeOf(err) }, 'worker ends by an error');
      else log.info({ signal }, 'worker ends');
      stopping.abort();
      for (const close of closing) await close();
    },
  );

  await waitForDatabase(sendHeartbeat, log, stopping.signal);
  if (stopping.signal.aborted) return;
  const queue = openQueueWorker(kind, context, config);
  const heartbeatTimer = setInterval(
    () => void sendHeartbeat().catch((error: unknown) => log.warn({ cause: causeOf(error) }, 'heartbeat failed')),
    config.heartbeatMs,
  );
  closing.unshift(
    async () => clearInterval(heartbeatTimer),
    () => queue.close(),
  );
  log.info({ queue: config.redisUrl ? 'redis' : 'postgresql', home: config.home }, 'worker is ready');
}

function openQueueWorker(kind: QueueName, context: WorkerContext, config: WorkerConfig) {
  const { databaseUrl, redisUrl, patienceMs, lockMs, stalledMs } = config;
  const settings = {
    connection: { databaseUrl, redisUrl, timeoutMs: patienceMs },
    log: context.log,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
  };
  if (kind === 'fine-tune')
    return openWorker({ ...settings, queue: kind, work: (job: FineTuneJob) => runFineTuneJob(context, job) });
  return openWorker({ ...settings, queue: kind, work: matchWorker(context) as (job: MatchJob) => Promise<void> });
}

/** Sends heartbeats until one succeeds: the database may start, and the API may migrate it, after this process. */
async function waitForDatabase(sendHeartbeat: () => Promise<void>, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await sendHeartbeat();
    } catch (error) {
      log.warn({ cause: causeOf(error) }, 'waiting for the database');
      await sleep(1_000, undefined, { signal }).catch(() => undefined);
    }
  }
}

function configOrExit(env: NodeJS.ProcessEnv): WorkerConfig {
  try {
    return workerConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exit(1);
  }
}
