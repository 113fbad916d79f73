import type { FineTuneMetric, FineTuneRecipe } from '../spec/index.js';
import type { RateRecorder } from './rate-recorder.js';

/** Base of the last child that this process finished: its measurements are kept for the next one. */
let lastBase: string | undefined;

/** Shortest interval that is measured, seconds. */
const MIN_SECONDS = 5;
/** Fewest steps of a measured interval. */
const MIN_STEPS = 10;

/**
 * Measures the steps and the rest of one fine-tune by the times at which its metrics arrive. Recipes whose steps or
 * checks do more than usual (replay, a stop by drift, a teacher) are not measured.
 */
export class TrainingClock {
  readonly #began: number;
  readonly #measurable: boolean;
  /** The first and the last metric of all, and the first of the interval. */
  #first: { readonly step: number; readonly at: number } | undefined;
  #since: { readonly step: number; readonly at: number } | undefined;
  #last: { readonly step: number; readonly at: number } | undefined;

  /** `now` returns seconds. */
  constructor(
    private readonly recipe: FineTuneRecipe,
    private readonly recorder: Pick<RateRecorder, 'add'>,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    const { replay, stop, teacher } = recipe.treatment;
    this.#measurable = !replay && !stop && teacher === undefined;
    this.#began = now();
  }

  /** Notes that training has come to this step. */
  add({ step }: Pick<FineTuneMetric, 'step'>): void {
    if (!this.#measurable) return;
    const here = { step, at: this.now() };
    this.#first ??= here;
    this.#since ??= here;
    this.#last = here;
    const [steps, seconds] = [step - this.#since.step, here.at - this.#since.at];
    if (steps < MIN_STEPS || seconds < MIN_SECONDS) return;
    const { base, dataset, settings } = this.recipe;
    const { batch, maxTokens } = settings;
    this.recorder.add([{ quantity: 'step', base, dataset, batch, maxTokens, value: seconds / steps }]);
    this.#since = here;
  }

  /** Notes that the child is there. The rest is not measured of a fine-tune that was resumed. */
  finish(): void {
    const isFirst = lastBase !== this.recipe.base;
    lastBase = this.recipe.base;
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || last.step - first.step < MIN_STEPS || first.step > MIN_STEPS) return;
    const perStep = (last.at - first.at) / (last.step - first.step);
    const rest = this.now() - this.#began - perStep * last.step;
    this.recorder.add([{ quantity: isFirst ? 'first child' : 'child', base: this.recipe.base, value: rest }]);
  }
}
