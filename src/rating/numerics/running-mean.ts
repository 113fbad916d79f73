import { Z95 } from './normal.js';

/** A mean with its 95 % interval. */
export interface Mean {
  /** Null without values, and if one of them is infinite. */
  readonly mean: number | null;
  /** Both ends of mean ± z SE at 95 %; null for fewer than two values. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean and variance of a stream of values in constant memory (Welford, Technometrics 4, 1962). */
export class RunningMean {
  /** Values added. */
  count = 0;
  private mean = 0;
  private squares = 0;

  /** Adds the next value. */
  add(value: number): void {
    this.count++;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.squares += before * (value - this.mean);
  }

  /** The mean of the values so far. */
  result(): Mean {
    const { count, mean } = this;
    if (count === 0 || !Number.isFinite(mean)) return { mean: null, low: null, high: null };
    if (count === 1) return { mean, low: null, high: null };
    const half = Z95 * Math.sqrt(this.squares / (count - 1) / count);
    return { mean, low: mean - half, high: mean + half };
  }
}
