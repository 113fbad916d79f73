/** How far back the rate looks, so that it follows a change within a minute. Milliseconds. */
const WINDOW = 60_000;
/** Before this much is seen a rate would be a guess. Milliseconds. */
const LEAST = 2_000;

/** How fast a count rises, from what it was over the last minute. */
export class RateMeter {
  private samples: { readonly at: number; readonly value: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** The rate a second with this value; undefined while it cannot be told. A count that falls starts anew. */
  rate(value: number): number | undefined {
    const at = this.now();
    if (value < (this.samples.at(-1)?.value ?? 0)) this.samples = [];
    this.samples.push({ at, value });
    while (this.samples.length > 2 && this.samples[1]!.at <= at - WINDOW) this.samples.shift();
    const first = this.samples[0]!;
    if (at - first.at < LEAST || value <= first.value) return undefined;
    return (1000 * (value - first.value)) / (at - first.at);
  }
}
