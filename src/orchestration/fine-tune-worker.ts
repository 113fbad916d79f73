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
  recordFineTuneCheck,
  recordFineTuneMetric,
  recordFineTuneTraining,
  renewFineTune,
} from '../store/fine-tunes/index.js';
import { insertCheckpoint } from '../store/library/index.js';
import type { CheckPart } from '../vocabulary/index.js';
import { ComputeError, causeOf, isInfrastructure } from './compute-error.js';
import type { ComputeTask } from './compute-task.js';
import { keepLease } from './keep-lease.js';
import type { Log } from './log.js';
import { persist, storable } from './persist.js';
import { RateRecorder } from './rate-recorder.js';
import { TrainingClock } from './work-clocks.js';
import type { WorkerContext } from './worker-context.js';

/** Why a run was stopped from outside; `lost`: another worker has claimed it. */
type StopReason = 'shutdown' | 'cancelled' | 'lost';

/**
 * Processes one job of the queue: claims the fine-tune, has the compute child run it and records the result. Resolves
 * after the commit, so that the job is acknowledged last. A job whose work is not due does nothing.
 */
export async function runFineTuneJob(context: WorkerContext, job: FineTuneJob): Promise<void> {
  const { db, compute, home, workerId, leaseMs, shutdown } = context;
  const claim = await claimFineTune(db.pool, { id: job.id, worker: workerId, leaseMs });
  if (!claim) return;
  const { row, epoch } = claim;
  const { id } = row;
  const log = context.log.child({ fineTuneId: id, jobId: jobIdOf(job), epoch });
  log.info({ attempt: row.attempts, seed: row.recipe.seed, tone: row.recipe.treatment.tone }, 'fine-tune starts');

  const run: ClaimedRun = { db, home, row, epoch, log };
  let stop: StopReason | undefined;
  const metrics = new ProgressRelay(db, { id, epoch }, log);
  const recorder = new RateRecorder({ kind: 'fine-tune', home, compute, log });
  const clock = new TrainingClock(row.recipe, recorder);
  const task: ComputeTask<'fine-tune'> = compute.start<'fine-tune'>(
    { type: 'fine-tune', recipe: row.recipe, home },
    {
      onMetric: (metric, totalSteps) => {
        clock.add(metric);
        metrics.add(metric, totalSteps);
      },
      onTraining: () => metrics.addTraining(),
      onCheck: (part) => metrics.addCheck(part),
    },
  );
  const end = (reason: StopReason): void => {
    stop ??= reason;
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
    clock.finish();
    await metrics.done();
    await recordChild(run, result);
  } catch (error) {
    await metrics.done();
    await recordFailure(run, stop, error);
  } finally {
    stopRenewing();
    await recorder.end();
    shutdown.removeEventListener('abort', onShutdown);
  }
}

/** A claimed fine-tune and what is needed to record its end. */
interface ClaimedRun {
  readonly db: Database;
  readonly home: string;
  readonly row: FineTuneRow;
  /** The epoch of the claim; the store rejects writes with an older one. */
  readonly epoch: number;
  readonly log: Log;
}

/** Records the child's checkpoint, then the end of the fine-tune. */
async function recordChild(
  { db, home, row: { id, recipe }, epoch, log }: ClaimedRun,
  { address, checks }: ComputeResults['fine-tune'],
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
  const recorded = await persist(
    () => finishFineTune(db, { id, epoch, checkpoint: address, checks: storable(checks) }),
    log,
  );
  if (recorded) log.info({ checkpoint: address }, 'fine-tune finished');
  else log.warn({ checkpoint: address }, 'fine-tune finished too late: another worker has claimed it since');
}

/**
 * Records a failure, and whether it is retried: depending on the reason of the stop, or else on the error. A run whose
 * lease was lost records nothing. A child that was trained but could not be recorded is trained again.
 */
async function recordFailure(
  { db, row: { id }, epoch, log }: ClaimedRun,
  stop: StopReason | undefined,
  error: unknown,
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

/**
 * Writes the beginning of training, metrics and parts of the checks one after the other. They are progress, not part of
 * the record: what cannot be written is dropped.
 */
class ProgressRelay {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly owner: { readonly id: string; readonly epoch: number },
    private readonly log: Log,
  ) {}

  add(metric: FineTuneMetric, totalSteps: number): void {
    this.#write({ step: metric.step }, () => recordFineTuneMetric(this.db.pool, { ...this.owner, metric, totalSteps }));
  }

  addTraining(): void {
    this.#write({}, () => recordFineTuneTraining(this.db.pool, this.owner));
  }

  addCheck(part: CheckPart): void {
    this.#write({ part }, () => recordFineTuneCheck(this.db.pool, { ...this.owner, part }));
  }

  /** Resolves when everything added so far is written or dropped. */
  async done(): Promise<void> {
    await this.#last;
  }

  #write(what: Readonly<Record<string, unknown>>, write: () => Promise<boolean>): void {
    this.#last = this.#last
      .then(write)
      .catch((error: unknown) => this.log.warn({ cause: causeOf(error), ...what }, 'progress was not written'));
  }
}
