import type { Side } from './bounds.js';
import type { PlayersFit } from './fit-players.js';
import type { ModelName } from './outcome-models.js';

export interface RateSettings {
  readonly model: ModelName;
  /** Elo, or fitted to the games. */
  readonly whiteAdvantage: 'fit' | number;
  /** Weight of draws on BayesElo's scale: equals draw (t - 1) / (t + 1) of their games, t = 10^(drawElo/400). */
  readonly drawElo: 'fit' | number;
  readonly anchor?: { readonly player: number; readonly elo: number };
}

export interface PlayerRating {
  /** Null where the games determine none. */
  readonly elo: number | null;
  /** Half-width of the 95 % interval; of the difference to the anchor where there is one. */
  readonly error: number | null;
  /** One-sided 95 % bound of one who took every point or none. */
  readonly bound?: { readonly side: Side; readonly elo: number };
}

export interface PlayersRating {
  readonly players: readonly PlayerRating[];
  /** Those on one scale, by index. */
  readonly components: readonly (readonly number[])[];
  /** Elo; null where the games do not determine it. */
  readonly whiteAdvantage: number | null;
  /**
   * ln ν (davidson) or half the log of BayesElo's weight; null in the logistic model and where nothing determines it.
   */
  readonly eta: number | null;
  readonly logLikelihood: number | null;
  readonly fit: PlayersFit | undefined;
  /** Group of each player that has a rating, -1 for others. */
  readonly groupOf: Int32Array;
  /** Elo² between all players, row-major; undefined above 3,000 players. */
  readonly covariance: Float64Array | undefined;
}
