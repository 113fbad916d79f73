/** The range of an axis. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Round numbers inside a scale, at distances of 1, 2 or 5 times a power of ten; roughly `count` of them. */
export function niceTicks({ low, high }: Scale, count: number): number[] {
  const distance = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(distance));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= 0.7 * distance) ?? 10 * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) ticks.push(at * step + 0);
  return ticks;
}
