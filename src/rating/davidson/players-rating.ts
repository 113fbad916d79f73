import type { ModelName } from '../elo/index.js';
import type { StrengthFit } from './fit-strengths.js';
import type { Side } from './perfect-score-bound.js';

/** How a list of players is rated. */
export interface RateSettings {
  readonly model: ModelName;
  /** Elo, or fitted to the games. */
  readonly whiteAdvantage: 'fit' | number;
  /** Weight of draws on BayesElo's scale: equals draw (t - 1) / (t + 1) of their games, t = 10^(drawElo / 400). */
  readonly drawElo: 'fit' | number;
  /** The player whose Elo is given; without it the mean of each component is 0. */
  readonly anchor?: { readonly player: number; readonly elo: number };
}

/** Rating of one player. */
export interface PlayerRating {
  /** Null where the games determine none. */
  readonly elo: number | null;
  /** Half-width of the 95 % interval, Elo; of the difference to the anchor where there is one. Null where unknown. */
  readonly error: number | null;
  /** One-sided 95 % bound of one who took every point or none. */
  readonly bound?: { readonly side: Side; readonly elo: number };
}

/** Ratings of a list of players. */
export interface PlayersRating {
  /** By index. */
  readonly players: readonly PlayerRating[];
  /** A partition of the players; those of one component are on one scale. */
  readonly components: readonly (readonly number[])[];
  /** Elo; null where the games do not determine it. */
  readonly whiteAdvantage: number | null;
  /**
   * ln ν (davidson) or half the log of BayesElo's weight; null in the logistic model and where nothing determines it.
   */
  readonly eta: number | null;
  readonly logLikelihood: number | null;
  /** Undefined where nobody has a rating. */
  readonly fit: StrengthFit | undefined;
  /** Group of each player that has a rating, -1 for others. */
  readonly groupOf: Int32Array;
  /** Elo² between all players, row-major, players x players; undefined above 3,000 players. */
  readonly covariance: Float64Array | undefined;
}
