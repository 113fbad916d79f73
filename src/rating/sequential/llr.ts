import { NORMALISED, scoreOfElo } from '../elo/index.js';

/** The unit of a sequential test's hypotheses. */
export type EloScale = 'normalized' | 'logistic';

/** Replaces counts of 0, so that no empirical probability is 0 (fishtest's `regularize`). */
const ZERO_COUNT = 1e-3;
/** Fixed-point iterations of distributionWithT, and the change of a probability at which they stop. */
const MAX_ITERATIONS = 10;
const CONVERGED = 1e-9;

/**
 * Empirical distribution of the scores 0 to 1 in equal steps (3 counts for games, 5 for pairs), zeros replaced.
 * @returns Probabilities, number of units, and the scores.
 */
export function empirical(counts: readonly number[]): { probabilities: number[]; units: number; scores: number[] } {
  const positive = counts.map((n) => n || ZERO_COUNT);
  const units = positive.reduce((sum, n) => sum + n, 0);
  return {
    probabilities: positive.map((n) => n / units),
    units,
    scores: counts.map((_, i) => i / (counts.length - 1)),
  };
}

const dot = (probabilities: readonly number[], values: readonly number[]): number =>
  probabilities.reduce((sum, p, i) => sum + p * values[i]!, 0);

/**
 * The maximum-likelihood distribution for which `constraint` has mean 0 (empirical likelihood: Owen, Biometrika 75,
 * 1988): p / (1 + x c) with x the root of Σ p c / (1 + x c), which decreases between its two poles.
 */
function constrainedDistribution(probabilities: readonly number[], constraint: readonly number[]): number[] {
  let low = -1 / Math.max(...constraint);
  let high = -1 / Math.min(...constraint);
  for (let i = 0; i < 200; i++) {
    const x = (low + high) / 2;
    if (x <= low || x >= high) break; // no floating-point number is between them
    if (probabilities.reduce((sum, p, j) => sum + (p * constraint[j]!) / (1 + x * constraint[j]!), 0) > 0) low = x;
    else high = x;
  }
  const x = (low + high) / 2;
  return probabilities.map((p, i) => p / (1 + x * constraint[i]!));
}

/** The maximum-likelihood distribution whose mean is t standard deviations above ½: fishtest's `MLE_t_value`. */
function distributionWithT(probabilities: readonly number[], scores: readonly number[], t: number): number[] {
  let fitted = probabilities.map(() => 1 / probabilities.length);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const mean = dot(fitted, scores);
    const deviation = Math.sqrt(
      dot(
        fitted,
        scores.map((a) => (a - mean) ** 2),
      ),
    );
    const phi = scores.map((a) => a - 0.5 - 0.5 * t * deviation * (1 + ((mean - a) / deviation) ** 2));
    // t is so large that no distribution satisfies the constraint
    if (!(Math.min(...phi) < 0 && Math.max(...phi) > 0)) return fitted.map(() => NaN);
    const next = constrainedDistribution(probabilities, phi);
    const change = Math.max(...next.map((p, i) => Math.abs(p - fitted[i]!)));
    fitted = next;
    if (change < CONVERGED) break;
  }
  return fitted;
}

/**
 * Generalised log-likelihood ratio of "stronger by elo1" against "stronger by elo0" (GSPRT: Van den Bergh, as in
 * fishtest's LLRcalc.py): each hypothesis is represented by the maximum-likelihood distribution of scores under it.
 * Returns null without results or where no distribution fits a hypothesis.
 * @param counts 3 (loss, draw, win) or 5 (pairs by points).
 */
export function generalisedLlr(counts: readonly number[], elo0: number, elo1: number, scale: EloScale): number | null {
  if (counts.every((n) => n === 0)) return null;
  const { probabilities, units, scores } = empirical(counts);
  const fitted = (elo: number): number[] => {
    if (scale === 'logistic')
      return constrainedDistribution(
        probabilities,
        scores.map((a) => a - scoreOfElo(elo)),
      );
    const games = (counts.length - 1) / 2;
    return distributionWithT(probabilities, scores, (elo / NORMALISED) * Math.sqrt(games));
  };
  const [p0, p1] = [fitted(elo0), fitted(elo1)];
  const llr = units * probabilities.reduce((sum, p, i) => sum + p * Math.log(p1[i]! / p0[i]!), 0);
  return Number.isFinite(llr) ? llr + 0 : null;
}
