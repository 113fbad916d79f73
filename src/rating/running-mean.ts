import { Z95 } from './normal.js';

export interface Mean {
  /** Null for no values, and where one of them is infinite. */
  readonly mean: number | null;
  /** Both ends of mean ± z SE at 95 %; null for fewer than two values. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean and variance of many values, one at a time, without keeping them (Welford 1962). */
export class RunningMean {
  count = 0;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    this.count++;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.squares += before * (value - this.mean);
  }

  result(): Mean {
    const { count, mean } = this;
    if (count === 0 || !Number.isFinite(mean)) return { mean: null, low: null, high: null };
    if (count === 1) return { mean, low: null, high: null };
    const half = Z95 * Math.sqrt(this.squares / (count - 1) / count);
    return { mean, low: mean - half, high: mean + half };
  }
}
