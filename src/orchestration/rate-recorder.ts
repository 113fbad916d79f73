import {
  isActive,
  noteActivity,
  type Quantity,
  type Rate,
  recordRates,
  thisMachine,
  type WorkKind,
} from '../files/index.js';
import { causeOf } from './compute-error.js';
import { backendName } from './measure-rates.js';
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
      const besideOf = (quantity: Quantity): boolean => quantity !== 'game' && beside;
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
