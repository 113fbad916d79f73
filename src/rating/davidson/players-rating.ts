import type { ModelName } from '../elo/index.js';
import type { StrengthFit } from './fit-strengths.js';
import type { Side } from './perfect-score-bound.js';

/** Settings of ratePlayers. */
export interface RateSettings {
  readonly model: ModelName;
  /** White's advantage in Elo, or fitted to the games. */
  readonly whiteAdvantage: 'fit' | number;
  /** Weight of draws on BayesElo's scale: equals draw (t - 1) / (t + 1) of their games, t = 10^(drawElo / 400). */
  readonly drawElo: 'fit' | number;
  /** The player whose Elo is given; default: the mean of each component is 0. */
  readonly anchor?: { readonly player: number; readonly elo: number };
}

/** Rating of one player. */
export interface PlayerRating {
  /** Null if the games do not determine it. */
  readonly elo: number | null;
  /** Half-width of the 95 % interval in Elo; with an anchor, of the difference to it. Null if unknown. */
  readonly error: number | null;
  /** One-sided 95 % bound of a player who took every point or none. */
  readonly bound?: { readonly side: Side; readonly elo: number };
}

/** Ratings of a list of players. */
export interface PlayersRating {
  /** By index. */
  readonly players: readonly PlayerRating[];
  /** A partition of the players; those of one component are on one scale. */
  readonly components: readonly (readonly number[])[];
  /** White's advantage in Elo; null if the games do not determine it. */
  readonly whiteAdvantage: number | null;
  /**
   * ln ν (davidson) or half the log of BayesElo's weight; null in the logistic model and if the games do not determine
   * it.
   */
  readonly eta: number | null;
  readonly logLikelihood: number | null;
  /** Undefined if no player has a rating. */
  readonly fit: StrengthFit | undefined;
  /** Group by player, -1 for players without a rating. */
  readonly groupOf: Int32Array;
  /** Covariance of ratings in Elo², players x players, row-major; undefined above 3,000 players. */
  readonly covariance: Float64Array | undefined;
}
