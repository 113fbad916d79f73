import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDir } from '../files/index.js';
import { type FineTuneJob, jobIdOf } from '../queue/index.js';
import type { ComputeResults, FineTuneMetric } from '../spec/index.js';
import type { Database, FineTuneRow } from '../store/base/index.js';
import {
  claimFineTune,
  failFineTune,
  finishFineTune,
  recordFineTuneMetric,
  renewFineTune,
} from '../store/fine-tunes/index.js';
import { insertCheckpoint } from '../store/library/index.js';
import { ComputeError, causeOf, isInfrastructure } from './compute-error.js';
import type { ComputeTask } from './compute-task.js';
import { keepLease } from './keep-lease.js';
import type { Log } from './log.js';
import { persist } from './persist.js';
import { storable } from './storable.js';
import type { WorkerContext } from './worker-context.js';

/** Why a run is stopped from outside. */
type StopReason = 'shutdown' | 'cancelled' | 'lost';

/**
 * Works on one hint: claims the fine-tune, has it computed, writes what came of it. Resolves after the commit, so that
 * the queue's acknowledgement comes last; a hint for work that is not due does nothing.
 */
export async function runFineTuneJob(context: WorkerContext, job: FineTuneJob): Promise<void> {
  const { db, compute, home, workerId, leaseMs, shutdown } = context;
  const claim = await claimFineTune(db.pool, { id: job.id, worker: workerId, leaseMs });
  if (!claim) return;
  const { row, epoch } = claim;
  const { id } = row;
  const log = context.log.child({ fineTuneId: id, jobId: jobIdOf(job), epoch });
  log.info({ attempt: row.attempts, seed: row.recipe.seed, tone: row.recipe.treatment.tone }, 'fine-tune starts');

  let stop: StopReason | undefined;
  const metrics = new MetricRelay(db, { id, epoch }, log);
  const task: ComputeTask<'fine-tune'> = compute.start<'fine-tune'>(
    { type: 'fine-tune', recipe: row.recipe, home },
    { onMetric: (metric, totalSteps) => metrics.add(metric, totalSteps) },
  );
  const end = (why: StopReason): void => {
    stop ??= why;
    task.cancel();
  };
  const onShutdown = (): void => end('shutdown');
  const stopRenewing = keepLease({
    leaseMs,
    log,
    renew: async () => {
      const { held, cancelRequested } = await renewFineTune(db.pool, { id, epoch, leaseMs });
      return held ? (cancelRequested ? 'cancelled' : 'held') : 'lost';
    },
    onEnd: end,
  });
  shutdown.addEventListener('abort', onShutdown, { once: true });
  if (shutdown.aborted) onShutdown();
  try {
    const result = await task.result;
    await metrics.done();
    await recordChild(context, row, epoch, result, log);
  } catch (error) {
    await metrics.done();
    await recordFailure(context, row, epoch, stop, error, log);
  } finally {
    stopRenewing();
    shutdown.removeEventListener('abort', onShutdown);
  }
}

async function recordChild(
  { db, home }: WorkerContext,
  { id, recipe }: FineTuneRow,
  epoch: number,
  { address, checks }: ComputeResults['fine-tune'],
  log: Log,
): Promise<void> {
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(checkpointDir(home, address), file), 'utf8')) as unknown;
  const [config, card] = await Promise.all([read('config.json'), read('card.json')]);
  const name =
    typeof card === 'object' && card !== null && 'name' in card && typeof card.name === 'string' ? card.name : 'child';
  await persist(
    () =>
      insertCheckpoint(db.pool, { address, parent: recipe.base, kind: 'child', name, config, card: storable(card) }),
    log,
  );
  const counted = await persist(
    () => finishFineTune(db, { id, epoch, checkpoint: address, checks: storable(checks) }),
    log,
  );
  if (counted) log.info({ checkpoint: address }, 'fine-tune finished');
  else log.warn({ checkpoint: address }, 'fine-tune finished too late: another worker has claimed it since');
}

/**
 * A lost run reports nothing; all else is decided from the cause. A child that was made but not recorded is made again.
 */
async function recordFailure(
  { db }: WorkerContext,
  { id }: FineTuneRow,
  epoch: number,
  stop: StopReason | undefined,
  error: unknown,
  log: Log,
): Promise<void> {
  const cause = causeOf(error);
  if (stop === 'lost') return log.warn({ cause }, 'fine-tune was claimed by another worker or is over');
  const failure =
    stop === 'shutdown'
      ? { code: 'stopped', message: 'its worker was stopped', retry: true }
      : stop === 'cancelled'
        ? { code: 'cancelled', message: 'cancelled', retry: false }
        : error instanceof ComputeError
          ? { ...cause, retry: isInfrastructure(cause.code) }
          : { code: 'not-recorded', message: cause.message, retry: true };
  const state = await persist(() => failFineTune(db, { id, epoch, ...failure }), log);
  log.warn({ cause, state, retry: failure.retry }, 'fine-tune ended without a child');
}

/** Writes metrics one after the other. They are progress, not record: one that cannot be written is dropped. */
class MetricRelay {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly owner: { readonly id: string; readonly epoch: number },
    private readonly log: Log,
  ) {}

  add(metric: FineTuneMetric, totalSteps: number): void {
    this.#last = this.#last
      .then(() => recordFineTuneMetric(this.db.pool, { ...this.owner, metric, totalSteps }))
      .catch((error: unknown) =>
        this.log.warn({ cause: causeOf(error), step: metric.step }, 'metrics row was dropped'),
      );
  }

  async done(): Promise<void> {
    await this.#last;
  }
}
