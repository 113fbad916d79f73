import { normalCdf, studentQuantile } from '../../rating/numerics/index.js';
import { meanOverRatios, whereReached } from './student-power.js';

/** The largest number of replicates that is tried. */
const MAX_REPLICATES = 1000;

/**
 * Probability that two one-sided t tests at alpha over n normal replicates show the mean to be within ±margin, at a
 * true mean of `gap`; both in standard deviations of one replicate's difference (Phillips, J. Pharmacokin. Biopharm.
 * 18, 1990). 0 for fewer than two replicates.
 */
export function equivalencePower(n: number, alpha: number, margin: number, gap = 0): number {
  if (n < 2) return 0;
  const t = studentQuantile(1 - alpha, n - 1);
  const root = Math.sqrt(n);
  return meanOverRatios(n - 1, (ratio) =>
    Math.max(0, normalCdf((margin - gap) * root - t * ratio) - normalCdf(t * ratio - (margin + gap) * root)),
  );
}

/**
 * The smallest margin, in standard deviations of one replicate's difference, within which n replicates show a mean of 0
 * to be with the given power; null for fewer than two replicates.
 */
export function smallestMargin(n: number, alpha: number, power = 0.8): number | null {
  return n < 2 ? null : whereReached(power, (margin) => equivalencePower(n, alpha, margin));
}

/**
 * The smallest number of replicates with which a mean of 0 is shown to be within ±margin with the given power; null
 * above 1,000. With the spread between seeds alone in `margin` it is what equivalence costs even with games without
 * end.
 * @param margin In standard deviations of one replicate's difference.
 */
export function replicatesForEquivalence(margin: number, alpha: number, power = 0.8): number | null {
  let [low, high] = [1, 2];
  while (equivalencePower(high, alpha, margin) < power) {
    if (high >= MAX_REPLICATES) return null;
    low = high;
    high = Math.min(MAX_REPLICATES, 2 * high);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (equivalencePower(middle, alpha, margin) < power) low = middle;
    else high = middle;
  }
  return high;
}
