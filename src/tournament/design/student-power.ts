/** Power of Student's t and of two one-sided t tests, for normal differences: one per replicate. */
import { normalCdf, studentQuantile } from '../../rating/numerics/index.js';

/** Nodes of the quadrature over the sample's standard deviation. */
const NODES = 200;
/** Power that designs are planned for. */
export const PLANNED_POWER = 0.8;

/**
 * The mean of f(s / σ) over samples, where s is their standard deviation with `df` degrees of freedom: w = s / σ has
 * the density of sqrt(χ²_df / df), proportional to w^(df - 1) exp(-df w² / 2). Midpoint rule over its mean ± 9
 * deviations.
 */
function meanOverDeviations(df: number, f: (ratio: number) => number): number {
  const half = 9 / Math.sqrt(2 * df);
  const [from, to] = [Math.max(0, 1 - half), 1 + half];
  let [sum, weights] = [0, 0];
  for (let i = 0; i < NODES; i++) {
    const w = from + ((i + 0.5) * (to - from)) / NODES;
    const weight = Math.exp((df - 1) * Math.log(w) - (df * (w * w - 1)) / 2);
    weights += weight;
    sum += weight * f(w);
  }
  return sum / weights;
}

/**
 * Probability that a two-sided t test at alpha with `df` degrees of freedom rejects on the side of the true mean, whose
 * ratio to the standard error is `noncentrality`: the upper tail of the noncentral t.
 */
export function studentPower(df: number, alpha: number, noncentrality: number): number {
  const critical = studentQuantile(1 - alpha / 2, df);
  return meanOverDeviations(df, (w) => normalCdf(noncentrality - critical * w));
}

/**
 * The mean, in standard deviations of one of n normal differences, that a two-sided t test at alpha finds with the
 * given power; n >= 2.
 */
export function studentShift(n: number, alpha: number, power: number): number {
  const critical = studentQuantile(1 - alpha / 2, n - 1);
  const found = (shift: number): number =>
    meanOverDeviations(n - 1, (w) => normalCdf(shift * Math.sqrt(n) - critical * w));
  return rootOf((shift) => found(shift) - power);
}

/**
 * Probability that two one-sided t tests at alpha over n normal differences, whose true mean is 0, show it to lie
 * within a margin of `ratio` standard deviations of one difference (Schuirmann, J. Pharmacokin. Biopharm. 15, 1987: the
 * 1 - 2 alpha interval lies within the margin). 0 for fewer than two differences.
 */
export function equivalencePower(n: number, alpha: number, ratio: number): number {
  return n < 2 ? 0 : powerWithin(n, studentQuantile(1 - alpha, n - 1), ratio);
}

function powerWithin(n: number, critical: number, ratio: number): number {
  const margin = ratio * Math.sqrt(n);
  return meanOverDeviations(n - 1, (w) => Math.max(0, 2 * normalCdf(margin - critical * w) - 1));
}

/**
 * The smallest margin, in standard deviations of one difference, within which n differences show equivalence with 80 %
 * power where there is no difference; null for fewer than two.
 */
export function smallestMargin(n: number, alpha: number): number | null {
  if (n < 2) return null;
  const critical = studentQuantile(1 - alpha, n - 1);
  return rootOf((ratio) => powerWithin(n, critical, ratio) - PLANNED_POWER);
}

/** Replicates beyond which no answer is sought: far more than a plan may have. */
const MOST_REPLICATES = 1e6;

/**
 * The smallest number of replicates n that shows equivalence with 80 % power where there is no difference. `ratioOf`
 * gives the margin in standard deviations of one of n differences, which may grow with n. Null beyond a million, and
 * for a margin of 0.
 */
export function replicatesForEquivalence(ratioOf: (n: number) => number, alpha: number): number | null {
  const enough = (n: number): boolean => equivalencePower(n, alpha, ratioOf(n)) >= PLANNED_POWER;
  let high = 2;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST_REPLICATES) return null;
  }
  let low = high / 2; // not enough, or 1
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The x >= 0 at which an increasing function passes 0. */
function rootOf(increasing: (x: number) => number): number {
  let [low, high] = [0, 1];
  while (increasing(high) < 0) high *= 2;
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
