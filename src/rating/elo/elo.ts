import { normalCdf, Z95 } from '../numerics/index.js';

/** Elo per natural-log unit of strength: odds of 10 : 1 are 400 Elo. */
export const ELO_PER_LOG = 400 / Math.LN10;
/** Normalised Elo per standard deviation of a game's score (fishtest's convention). */
export const NORMALISED = 800 / Math.LN10;

/** Logistic Elo difference with this expected score; null at 0 and 1. */
export function eloOfScore(score: number): number | null {
  return score > 0 && score < 1 ? -400 * Math.log10(1 / score - 1) + 0 : null;
}

/** Expected score of a player who is stronger by `elo`, logistic: 1 / (1 + 10^(-elo / 400)). */
export function scoreOfElo(elo: number): number {
  return 1 / (1 + 10 ** (-elo / 400));
}

/** Estimates from the scores of independent units (games or pairs); null for what cannot be estimated. */
export interface EloEstimate {
  readonly units: number;
  /** Mean, 0 to 1. */
  readonly score: number | null;
  readonly elo: number | null;
  /** Ends of the 95 % interval, from score ± z SE; null if the end is outside (0, 1). */
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  /** Normalised Elo, and the half-width of its 95 % interval. */
  readonly nelo: number | null;
  readonly neloError: number | null;
  /** Likelihood of superiority: 1 - one-sided p, not a posterior probability. */
  readonly los: number | null;
  /** Share of units with half the points. */
  readonly drawRatio: number | null;
}

/**
 * `scores[i]` in [0, 1] was observed `counts[i]` times; `games` is the number of games a unit. The variance is divided
 * by N, as fishtest, fastchess and OpenBench do.
 */
function estimate(scores: readonly number[], counts: readonly number[], games: 1 | 2, drawn: number): EloEstimate {
  const units = counts.reduce((sum, n) => sum + n, 0);
  const nothing = {
    units,
    score: null,
    elo: null,
    eloLow: null,
    eloHigh: null,
    nelo: null,
    neloError: null,
    los: null,
    drawRatio: null,
  };
  if (units === 0) return nothing;
  const score = counts.reduce((sum, n, i) => sum + n * scores[i]!, 0) / units;
  const variance = counts.reduce((sum, n, i) => sum + n * (scores[i]! - score) ** 2, 0) / units;
  const known = { ...nothing, score, elo: eloOfScore(score), drawRatio: drawn / units };
  if (variance === 0) return known; // all units have the same score: no interval can be estimated
  const error = Math.sqrt(variance / units);
  return {
    ...known,
    eloLow: eloOfScore(score - Z95 * error),
    eloHigh: eloOfScore(score + Z95 * error),
    nelo: (NORMALISED * (score - 0.5)) / Math.sqrt(games * variance),
    neloError: (NORMALISED * Z95) / Math.sqrt(games * units),
    los: normalCdf((score - 0.5) / error),
  };
}

/** Elo from single games, which are treated as independent. */
export function eloOfGames(wins: number, draws: number, losses: number): EloEstimate {
  return estimate([0, 0.5, 1], [losses, draws, wins], 1, draws);
}

/** Elo from pairs with colours swapped: counts of pairs with 0, ½, 1, 1½ and 2 points of the first player. */
export function eloOfPairs(pairs: readonly [number, number, number, number, number]): EloEstimate {
  return estimate([0, 0.25, 0.5, 0.75, 1], pairs, 2, pairs[2]);
}
