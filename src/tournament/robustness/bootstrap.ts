import type { Random } from '../../spec/keys/index.js';

/** Interval of a statistic over resampled indices 0 to n - 1. */
export type Bootstrap = (
  statistic: (indices: readonly number[]) => number,
  n: number,
) => { readonly low: number | null; readonly high: number | null };

/**
 * Percentile interval at 95 % over `resamples` samples of n indices with replacement (Efron & Tibshirani, An
 * Introduction to the Bootstrap, 1993, section 13.3). Null where all samples give the same value: they show no spread,
 * which is no certainty. Equal random numbers give an equal interval.
 */
export function bootstrapOf(
  statistic: (indices: readonly number[]) => number,
  n: number,
  resamples: number,
  random: Random,
): ReturnType<Bootstrap> {
  const values = Float64Array.from({ length: resamples }, () =>
    statistic(Array.from({ length: n }, () => random.below(n))),
  ).sort();
  const [first, last] = [values[0]!, values[resamples - 1]!];
  if (n < 2 || first === last) return { low: null, high: null };
  const at = (share: number): number => values[Math.min(resamples - 1, Math.floor(share * resamples))]!;
  return { low: at(0.025), high: at(0.975) };
}
