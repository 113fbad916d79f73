import { eloOfScore, NORMALISED, scoreOfElo } from '../elo/index.js';
import { worseOutcome } from './brownian.js';
import { type EloScale, empirical } from './llr.js';

/** A sequential test of "stronger by elo1" against "stronger by elo0". */
interface StoppedTest {
  readonly elo0: number;
  readonly elo1: number;
  /** The unit of elo0 and elo1. */
  readonly scale: EloScale;
  /** Bounds of the log-likelihood ratio. */
  readonly lower: number;
  readonly upper: number;
}

/** Logistic Elo after a sequential test; null for a value beyond 1,000 Elo, where the search ends. */
export interface StoppedEstimate {
  /** Median-unbiased: too high as often as too low. */
  readonly elo: number | null;
  /** Ends of the 95 % interval. */
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  /** Likelihood of superiority: the probability of a worse outcome at 0 Elo. */
  readonly los: number;
}

/** Limit of the search, in Elo. */
const MAX_ELO = 1000;

/**
 * Median-unbiased estimate after a sequential test, as fishtest's (stats/sprt.py and brownian.py; Siegmund, Sequential
 * Analysis, 1985): the plain estimate is biased, because the test stops when results look good. The log-likelihood
 * ratio is modelled as Brownian motion between the bounds, and outcomes are ordered from an early stop below to an
 * early stop above. The estimate is the difference at which a worse outcome than the observed one has probability ½;
 * the ends of the interval are those with .975 and .025. Accurate for differences that are small compared with 400 Elo.
 *
 * For a trial score s the variance is the most likely one with that mean, v + (s - mean)². Far from the observed score
 * this makes the probability of a worse outcome rise again, so that the ends are searched outwards from the plain
 * estimate (fishtest, issue 2571).
 * @param counts 3 (loss, draw, win) or 5 (pairs by points).
 */
export function estimateAfterStop(
  counts: readonly number[],
  { elo0, elo1, scale, lower, upper }: StoppedTest,
): StoppedEstimate {
  const { probabilities, units, scores } = empirical(counts);
  const mean = probabilities.reduce((sum, p, i) => sum + p * scores[i]!, 0);
  const variance = probabilities.reduce((sum, p, i) => sum + p * (scores[i]! - mean) ** 2, 0);
  const perGame = Math.sqrt(variance * ((counts.length - 1) / 2));
  const scoreOf = (elo: number): number =>
    scale === 'logistic' ? scoreOfElo(elo) : 0.5 + (elo / NORMALISED) * perGame;
  const [s0, s1] = [scoreOf(elo0), scoreOf(elo1)];
  const drift = (score: number, spread: number): number => ((score - (s0 + s1) / 2) * (s1 - s0)) / spread;
  const slope = drift(mean, variance);
  const end = Math.min(upper, Math.max(lower, units * slope));
  const time = end === units * slope ? units : end / slope;
  const worse = (elo: number): number => {
    const score = scoreOfElo(elo);
    const spread = variance + (score - mean) ** 2;
    return worseOutcome(time, end, {
      low: lower,
      high: upper,
      drift: drift(score, spread),
      variance: (s1 - s0) ** 2 / spread,
    });
  };
  // the distribution has no zeros: its mean is within (0, 1)
  const plain = Math.min(MAX_ELO, Math.max(-MAX_ELO, eloOfScore(mean)!));
  /** The difference closest to the plain estimate at which a worse outcome has this probability. */
  const eloAt = (probability: number): number | null => {
    const direction = worse(plain) > probability ? 1 : -1;
    const beyond = (elo: number): boolean => worse(elo) > probability === direction > 0;
    let near = plain;
    for (let step = 1; ; step *= 1.05) {
      const far = near + direction * step;
      if (Math.abs(far) > MAX_ELO) return null;
      if (!beyond(far)) return bisect(near, far, beyond);
      near = far;
    }
  };
  return { elo: eloAt(0.5), eloLow: eloAt(0.975), eloHigh: eloAt(0.025), los: worse(0) };
}

/** Boundary between an end where `holds` is true and one where it is false, by bisection. */
function bisect(yes: number, no: number, holds: (elo: number) => boolean): number {
  for (let i = 0; i < 60; i++) {
    const middle = (yes + no) / 2;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return (yes + no) / 2;
}
