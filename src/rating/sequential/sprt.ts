import { bayesEloOf, logisticOfBayesElo } from '../elo/index.js';
import { estimateAfterStop, type StoppedEstimate } from './estimate-after-stop.js';
import { generalisedLlr } from './llr.js';

/** Elo unit of the hypotheses; `bayeselo` is converted to `logistic` with the estimated weight of draws. */
export type SprtBounds = 'normalized' | 'logistic' | 'bayeselo';
/** `accepted`: the first player is stronger by elo1 rather than elo0; `rejected`: the other way round. */
export type SprtState = 'continue' | 'accepted' | 'rejected';

/** A sequential probability ratio test. */
export interface SprtPlan {
  /** The two hypotheses, elo0 < elo1. */
  readonly elo0: number;
  readonly elo1: number;
  /** Probabilities of accepting at elo0 and of rejecting at elo1. */
  readonly alpha: number;
  readonly beta: number;
  readonly bounds: SprtBounds;
}

/** State of a test. */
interface SprtResult {
  /** Log-likelihood ratio; null without results. */
  readonly llr: number | null;
  /** Wald's bounds of the ratio. */
  readonly lower: number;
  readonly upper: number;
  readonly state: SprtState;
  /** Estimate corrected for the stopping rule; null while the test continues. */
  readonly afterStop: StoppedEstimate | null;
}

/** Bounds of the log-likelihood ratio (Wald, Annals of Mathematical Statistics 16, 1945). */
function waldBounds(alpha: number, beta: number): { lower: number; upper: number } {
  if (!(alpha > 0 && beta > 0 && alpha + beta < 1))
    throw new RangeError('alpha and beta must be above 0 and alpha + beta below 1');
  return { lower: Math.log(beta / (1 - alpha)), upper: Math.log((1 - beta) / alpha) };
}

/**
 * Sequential probability ratio test by the generalised log-likelihood ratio, see generalisedLlr. BayesElo bounds become
 * logistic ones with the weight of draws estimated from the results, and need single games.
 * @param counts 3 (loss, draw, win) or 5 (pairs by points).
 * @throws RangeError for alpha or beta out of range, elo0 >= elo1, or BayesElo bounds with pairs.
 */
export function sprt(counts: readonly number[], { elo0, elo1, alpha, beta, bounds }: SprtPlan): SprtResult {
  const { lower, upper } = waldBounds(alpha, beta);
  if (!(elo0 < elo1)) throw new RangeError('elo0 must be below elo1');
  const nothing = { llr: null, lower, upper, state: 'continue', afterStop: null } as const;
  if (counts.every((n) => n === 0)) return nothing;
  const hypotheses = bounds === 'bayeselo' ? logisticBounds(counts, elo0, elo1) : { elo0, elo1 };
  const scale = bounds === 'bayeselo' ? 'logistic' : bounds;
  const llr = generalisedLlr(counts, hypotheses.elo0, hypotheses.elo1, scale);
  if (llr === null) return nothing;
  const state = llr <= lower ? 'rejected' : llr >= upper ? 'accepted' : 'continue';
  const afterStop = state === 'continue' ? null : estimateAfterStop(counts, { ...hypotheses, scale, lower, upper });
  return { llr, lower, upper, state, afterStop };
}

/** Converts BayesElo hypotheses to logistic ones, with the weight of draws estimated from the counts. */
function logisticBounds(counts: readonly number[], elo0: number, elo1: number): { elo0: number; elo1: number } {
  if (counts.length !== 3) throw new RangeError('BayesElo bounds need wins, draws and losses');
  const positive = counts.map((n) => n || 1e-3);
  const total = positive.reduce((sum, n) => sum + n, 0);
  const { drawElo } = bayesEloOf({ loss: positive[0]! / total, win: positive[2]! / total })!;
  return { elo0: logisticOfBayesElo(elo0, drawElo), elo1: logisticOfBayesElo(elo1, drawElo) };
}
