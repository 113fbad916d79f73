import { chiSquareQuantile } from '../../rating/numerics/index.js';

/** A standard deviation with its interval, all in the unit of the data; 0 where they vary no more than their errors. */
export interface Spread {
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Estimate and interval of a variance by its Q profile (Viechtbauer, Confidence intervals for the amount of
 * heterogeneity in meta-analysis, Stat. Med. 26, 2007): `q(variance)` falls with the variance and is χ² distributed
 * with `degrees` at the true one. The estimate is where q equals its mean, `degrees` (Paule & Mandel, J. Res. NBS 87,
 * 1982), the limits are where it equals the quantiles. A limit is 0 where q is below its quantile already at 0; both
 * are if the data agree better than their errors let expect.
 */
export function qProfile(q: (variance: number) => number, degrees: number, confidence: number): Spread {
  const deviationAt = (target: number): number => {
    if (q(0) <= target) return 0;
    let [low, high] = [0, 1e-6];
    while (q(high) > target) high *= 4;
    for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
      const middle = (low + high) / 2;
      if (q(middle) > target) low = middle;
      else high = middle;
    }
    return Math.sqrt((low + high) / 2);
  };
  return {
    deviation: deviationAt(degrees),
    low: deviationAt(chiSquareQuantile((1 + confidence) / 2, degrees)),
    high: deviationAt(chiSquareQuantile((1 - confidence) / 2, degrees)),
  };
}
