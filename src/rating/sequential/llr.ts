import { NORMALISED, scoreOfElo } from '../elo/index.js';

/** The unit of a sequential test's hypotheses. */
export type EloScale = 'normalized' | 'logistic';

/** Replaces counts of 0, so that no empirical probability is 0 (fishtest's `regularize`). */
const UNSEEN = 1e-3;
const ROUNDS = 10;
const SETTLED = 1e-9;

/**
 * Empirical distribution of the scores 0 to 1 in equal steps (3 counts for games, 5 for pairs), zeros replaced.
 * @returns Probabilities, number of units, and the scores.
 */
export function empirical(counts: readonly number[]): { law: number[]; units: number; scores: number[] } {
  const seen = counts.map((n) => n || UNSEEN);
  const units = seen.reduce((sum, n) => sum + n, 0);
  return { law: seen.map((n) => n / units), units, scores: counts.map((_, i) => i / (counts.length - 1)) };
}

const dot = (law: readonly number[], values: readonly number[]): number =>
  law.reduce((sum, p, i) => sum + p * values[i]!, 0);

/**
 * The likeliest distribution for which `constraint` has mean 0 (empirical likelihood: Owen, Biometrika 75, 1988):
 * p / (1 + x c) with x the root of Σ p c / (1 + x c), which decreases between its two poles.
 */
function constrainedLaw(law: readonly number[], constraint: readonly number[]): number[] {
  let low = -1 / Math.max(...constraint);
  let high = -1 / Math.min(...constraint);
  for (let i = 0; i < 200; i++) {
    const x = (low + high) / 2;
    if (x <= low || x >= high) break; // no number lies between
    if (law.reduce((sum, p, j) => sum + (p * constraint[j]!) / (1 + x * constraint[j]!), 0) > 0) low = x;
    else high = x;
  }
  const x = (low + high) / 2;
  return law.map((p, i) => p / (1 + x * constraint[i]!));
}

/** The likeliest distribution whose mean is t standard deviations above ½: fishtest's `MLE_t_value`. */
function lawWithT(law: readonly number[], scores: readonly number[], t: number): number[] {
  let found = law.map(() => 1 / law.length);
  for (let round = 0; round < ROUNDS; round++) {
    const mean = dot(found, scores);
    const deviation = Math.sqrt(
      dot(
        found,
        scores.map((a) => (a - mean) ** 2),
      ),
    );
    const phi = scores.map((a) => a - 0.5 - 0.5 * t * deviation * (1 + ((mean - a) / deviation) ** 2));
    // so large a t that no law is on the other side of it: none fits
    if (!(Math.min(...phi) < 0 && Math.max(...phi) > 0)) return found.map(() => NaN);
    const next = constrainedLaw(law, phi);
    const change = Math.max(...next.map((p, i) => Math.abs(p - found[i]!)));
    found = next;
    if (change < SETTLED) break;
  }
  return found;
}

/**
 * Generalised log-likelihood ratio of "stronger by elo1" against "stronger by elo0" (GSPRT: Van den Bergh, as in
 * fishtest's LLRcalc.py): each hypothesis is represented by the likeliest distribution of scores that it allows.
 * Returns null without results or where no distribution fits a hypothesis.
 * @param counts 3 (loss, draw, win) or 5 (pairs by points).
 */
export function generalisedLlr(counts: readonly number[], elo0: number, elo1: number, scale: EloScale): number | null {
  if (counts.every((n) => n === 0)) return null;
  const { law, units, scores } = empirical(counts);
  const fitted = (elo: number): number[] => {
    if (scale === 'logistic')
      return constrainedLaw(
        law,
        scores.map((a) => a - scoreOfElo(elo)),
      );
    const games = (counts.length - 1) / 2;
    return lawWithT(law, scores, (elo / NORMALISED) * Math.sqrt(games));
  };
  const [p0, p1] = [fitted(elo0), fitted(elo1)];
  const llr = units * law.reduce((sum, p, i) => sum + p * Math.log(p1[i]! / p0[i]!), 0);
  return Number.isFinite(llr) ? llr + 0 : null;
}
