import {
  isActive,
  noteActivity,
  type Quantity,
  type Rate,
  recordRates,
  thisMachine,
  type WorkKind,
} from '../files/index.js';
import type { BackendInfo, MeasureWork } from '../spec/index.js';
import { causeOf } from './compute-error.js';
import { ComputeProcess, type ComputeProcessOptions } from './compute-process.js';
import { workerChildOptions } from './compute-threads.js';
import type { WorkerContext } from './worker-context.js';

/** Where a rate was measured. */
interface RecorderOptions extends Pick<WorkerContext, 'home' | 'compute' | 'log'> {
  readonly kind: WorkKind;
}

/** What was measured. */
type Measurement = Pick<Rate, 'quantity' | 'base' | 'dataset' | 'batch' | 'maxTokens' | 'value'>;

/** Tells others that work goes on, ms; less than what `isActive` takes for the end of it. */
const ACTIVITY_PERIOD_MS = 10_000;

/**
 * Records rates of one piece of work in the home, and that the work goes on, so that the other kind of work can tell
 * its rates beside it from those alone. A rate counts as measured beside the other kind if that went on at the end of
 * its interval. Rates are estimates: a failure is logged and nothing else.
 */
export class RateRecorder {
  readonly #timer: NodeJS.Timeout;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: RecorderOptions) {
    this.#noteActivity(true);
    this.#timer = setInterval(() => this.#noteActivity(true), ACTIVITY_PERIOD_MS);
    this.#timer.unref();
  }

  /** Records measurements; those that are not positive are dropped. */
  add(measured: readonly Measurement[]): void {
    const { home, kind, compute } = this.options;
    const backend = compute.backend;
    if (!backend) return;
    const at = new Date().toISOString();
    const where = { backend: backendName(backend), machine: thisMachine(), at, quick: false };
    this.#try(async () => {
      const beside = await isActive(home, kind === 'match' ? 'fine-tune' : 'match');
      const besideOf = (quantity: Quantity): boolean => quantity !== 'game' && quantity !== 'draw' && beside;
      await recordRates(
        home,
        measured.map((one) => ({ ...one, ...where, beside: besideOf(one.quantity) })),
      );
    });
  }

  /** Notes the end of the work. Resolves when everything is written. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#noteActivity(false);
    await this.#last;
  }

  #noteActivity(active: boolean): void {
    this.#try(() => noteActivity(this.options.home, this.options.kind, active));
  }

  #try(write: () => Promise<void>): void {
    this.#last = this.#last
      .then(write)
      .catch((error: unknown) => this.options.log.warn({ cause: causeOf(error) }, 'rates were not written'));
  }
}

/** What `measureRates` measures with. */
type Measured = Pick<MeasureWork, 'home' | 'base' | 'batch' | 'maxTokens'>;

/** Name of a backend in rates. */
const backendName = ({ name, device }: BackendInfo): string => `${name} ${device}`;

/**
 * Tries for some seconds each how fast this machine trains from a base and plays with it, one after the other in
 * compute children as workers have them, and records both rates. Rejects with ComputeError, and where the file cannot
 * be written.
 */
export async function measureRates(what: Measured, options: ComputeProcessOptions): Promise<void> {
  const rates: Rate[] = [];
  for (const work of ['fine-tune', 'match'] as const) {
    const compute = new ComputeProcess({ ...options, ...workerChildOptions(work) });
    try {
      const { seconds } = await compute.request<'measure'>({ type: 'measure', work, ...what });
      rates.push({
        quantity: work === 'match' ? 'ply' : 'step',
        base: what.base,
        ...(work === 'match' ? {} : { batch: what.batch, maxTokens: what.maxTokens }),
        backend: backendName(compute.backend!),
        machine: thisMachine(),
        beside: false,
        value: seconds,
        at: new Date().toISOString(),
        quick: true,
      });
    } finally {
      await compute.stop();
    }
  }
  await recordRates(what.home, rates);
}
