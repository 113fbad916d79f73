/** Length of the window over which the rate is measured, ms. */
const WINDOW_MS = 60_000;
/** Minimum time observed before a rate is reported, ms. */
const MIN_OBSERVED_MS = 2_000;

/** Measures the rate of a count over the last minute. */
export class ThroughputMeter {
  private samples: { readonly at: number; readonly value: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** Adds a value and returns the rate per second; undefined if unknown so far. A decreasing value resets the meter. */
  rate(value: number): number | undefined {
    const at = this.now();
    if (value < (this.samples.at(-1)?.value ?? 0)) this.samples = [];
    this.samples.push({ at, value });
    while (this.samples.length > 2 && this.samples[1]!.at <= at - WINDOW_MS) this.samples.shift();
    const first = this.samples[0]!;
    if (at - first.at < MIN_OBSERVED_MS || value <= first.value) return undefined;
    return (1000 * (value - first.value)) / (at - first.at);
  }
}
