import { normalCdf, Z95 } from '../../rating/numerics/index.js';

/** What the data and the prior say of the mean of true effects. */
interface PosteriorMean {
  readonly mean: number;
  /** Ends of the central 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Posterior probability that the mean of the true effects is above 0. */
  readonly positive: number;
  /** Posterior median of the standard deviation of the true effects. */
  readonly tau: number;
}

/** Points of the quadrature over tau, which ends at 8 prior scales. */
const POINTS = 4000;
const END = 8;

/**
 * Normal-normal hierarchy: effects d_i ~ N(theta_i, v_i), theta_i ~ N(mean, tau²), a flat prior on the mean and a
 * half-normal one on tau with scale `priorScale`, in the unit of the effects (Gelman et al., Bayesian Data Analysis,
 * 3rd ed., 5.4; Röver, J. Stat. Softw. 93, 2020). Given tau the mean is normal; tau is integrated out by the midpoint
 * rule. Returns null without effects. Throws RangeError for a variance or scale that is not positive.
 */
export function posteriorMean(
  effects: readonly number[],
  variances: readonly number[],
  { priorScale }: { readonly priorScale: number },
): PosteriorMean | null {
  const n = effects.length;
  if (variances.length !== n || variances.some((v) => !(v > 0))) throw new RangeError('every effect needs a variance');
  if (!(priorScale > 0)) throw new RangeError('the prior of the spread needs a scale');
  if (n === 0) return null;
  const points = Array.from({ length: POINTS }, (_, k) => {
    const tau = ((k + 0.5) * END * priorScale) / POINTS;
    const weights = variances.map((v) => 1 / (v + tau * tau));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const mean = weights.reduce((sum, w, i) => sum + w * effects[i]!, 0) / total;
    const log = weights.reduce(
      (sum, w, i) => sum + (Math.log(w) - w * (effects[i]! - mean) ** 2) / 2,
      -Math.log(total) / 2 - (tau / priorScale) ** 2 / 2,
    );
    return { tau, mean, error: 1 / Math.sqrt(total), log };
  });
  const top = points.reduce((most, { log }) => Math.max(most, log), -Infinity);
  const sum = points.reduce((all, { log }) => all + Math.exp(log - top), 0);
  const mixture = points
    .map(({ tau, mean, error, log }) => ({ tau, mean, error, share: Math.exp(log - top) / sum }))
    .filter(({ share }) => share > 1e-16);
  const below = (x: number): number =>
    mixture.reduce((all, { mean, error, share }) => all + share * normalCdf((x - mean) / error), 0);
  const widest = Math.max(...mixture.map(({ mean, error }) => Math.abs(mean) + 10 * error));
  const quantile = (p: number): number => {
    let [low, high] = [-widest, widest];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (below(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const tail = normalCdf(-Z95);
  let cumulated = 0;
  return {
    mean: mixture.reduce((all, { mean, share }) => all + share * mean, 0),
    low: quantile(tail),
    high: quantile(1 - tail),
    positive: 1 - below(0),
    tau: mixture.find(({ share }) => (cumulated += share) >= 0.5)!.tau,
  };
}
