import { worseOutcome } from './brownian.js';
import { NORMALISED, scoreOfElo } from './elo.js';
import { empirical, type EloScale } from './llr.js';

export interface StoppedTest {
  readonly elo0: number;
  readonly elo1: number;
  readonly scale: EloScale;
  readonly lower: number;
  readonly upper: number;
}

/** Logistic Elo; null for an end that lies further than the search goes. */
export interface StoppedEstimate {
  /** Too high as often as too low. */
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  readonly los: number;
}

/** Elo. */
const FARTHEST = 1000;

/**
 * Estimate after a sequential test: whoever stops because the results look good overrates them. The log-likelihood ratio is taken for a Brownian
 * motion between the bounds, outcomes are ordered (sooner or later, below or above), and the estimate is the difference at which
 * a worse outcome than the one seen has probability ½; the interval's ends are those with .975 and .025.
 * Right for differences that are small beside 400 Elo, as its source says (fishtest's sprt module).
 */
export function estimateAfterStop(counts: readonly number[], { elo0, elo1, scale, lower, upper }: StoppedTest): StoppedEstimate {
  const { law, units, scores } = empirical(counts);
  const mean = law.reduce((sum, p, i) => sum + p * scores[i]!, 0);
  const variance = law.reduce((sum, p, i) => sum + p * (scores[i]! - mean) ** 2, 0);
  const perGame = Math.sqrt(variance * ((counts.length - 1) / 2));
  const scoreOf = (elo: number): number => (scale === 'logistic' ? scoreOfElo(elo) : 0.5 + (elo / NORMALISED) * perGame);
  const [s0, s1] = [scoreOf(elo0), scoreOf(elo1)];
  const driftAt = (score: number): number => ((score - (s0 + s1) / 2) * (s1 - s0)) / variance;
  const slope = driftAt(mean);
  const end = Math.min(upper, Math.max(lower, units * slope));
  const time = end === units * slope ? units : end / slope;
  const worse = (elo: number): number =>
    worseOutcome(time, end, { low: lower, high: upper, drift: driftAt(scoreOfElo(elo)), variance: (s1 - s0) ** 2 / variance });
  /** The difference at which a worse outcome has this probability, which falls as the difference grows. */
  const eloAt = (probability: number): number | null => {
    let [low, high] = [-FARTHEST, FARTHEST];
    if (!(worse(low) > probability && worse(high) < probability)) return null;
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (worse(middle) > probability) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return { elo: eloAt(0.5), eloLow: eloAt(0.975), eloHigh: eloAt(0.025), los: worse(0) };
}
