import { ELO_PER_LOG, type ModelName, momentsOf, outcomeDistribution } from '../elo/index.js';
import { gatherPairs, type PairCells } from './pair-cells.js';
import type { PlayersRating } from './players-rating.js';

/** All pairings with games, over both colours, in columns of one length; a < b. */
export interface Pairings {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly games: Float64Array;
  /** Points of a. */
  readonly points: Float64Array;
  /** 1 if both players have ratings on one scale, else 0; then `expected` and `variance` are 0. */
  readonly comparable: Uint8Array;
  /** Points of a expected by the model. */
  readonly expected: Float64Array;
  /** Variance of these points by the model; in the logistic model reduced by ¼ for each observed draw. */
  readonly variance: Float64Array;
}

/** One pairing as an object; see Pairings. */
interface Pairing {
  readonly a: number;
  readonly b: number;
  readonly games: number;
  /** Points of a. `expected` and `variance` are null if the players have no ratings on one scale. */
  readonly points: number;
  readonly expected: number | null;
  readonly variance: number | null;
}

/** Observed and expected points of all pairings. */
export function pairingsOf(
  { white, black, wins, draws, losses, players }: PairCells,
  { fit, groupOf }: PlayersRating,
  model: ModelName,
): Pairings {
  const count = white.length;
  const [games, points, expected, variance] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(count),
  ];
  const comparable = new Uint8Array(count);
  const first = white.map((w, i) => Math.min(w, black[i]!));
  const second = white.map((w, i) => Math.max(w, black[i]!));
  const { white: a, black: b } = gatherPairs(players, first, second, (_cells, at, cell) => {
    const w = white[cell]!;
    const l = black[cell]!;
    const n = wins[cell]! + draws[cell]! + losses[cell]!;
    const made = wins[cell]! + draws[cell]! / 2;
    const asWhite = w < l;
    games[at]! += n;
    points[at]! += asWhite ? made : n - made;
    if (!fit || groupOf[w] === -1 || groupOf[w] !== groupOf[l]) return;
    comparable[at] = 1;
    const [win, draw, loss] = outcomeDistribution(model, fit.lambda[w]! - fit.lambda[l]! + fit.delta, fit.eta);
    const game = momentsOf({ win, draw, loss });
    expected[at]! += n * (asWhite ? game.points : 1 - game.points);
    variance[at]! += n * game.variance - (model === 'logistic' ? draws[cell]! / 4 : 0);
  });
  const column = (values: Float64Array): Float64Array => values.subarray(0, a.length);
  return {
    a,
    b,
    games: column(games),
    points: column(points),
    comparable: comparable.subarray(0, a.length),
    expected: column(expected),
    variance: column(variance),
  };
}

/** Converts pairings from columns to one object each. */
export function crossTable({ a, b, games, points, comparable, expected, variance }: Pairings): Pairing[] {
  return Array.from(a, (first, i) => {
    const known = comparable[i] === 1;
    return {
      a: first,
      b: b[i]!,
      games: games[i]!,
      points: points[i]!,
      expected: known ? expected[i]! : null,
      variance: known ? variance[i]! : null,
    };
  });
}

/**
 * Payoff matrix for alphaRank: the share of points of each player against each other. Observed if they played;
 * otherwise expected from the ratings (logistic, without White's advantage), or ½ if these are not comparable.
 */
export function payoffs({ a, b, points, games }: Pairings, rating: PlayersRating): number[][] {
  const n = rating.players.length;
  const { fit, groupOf } = rating;
  const expected = (i: number, j: number): number =>
    fit && groupOf[i] !== -1 && groupOf[i] === groupOf[j]
      ? 1 / (1 + 10 ** ((fit.lambda[j]! - fit.lambda[i]!) * (ELO_PER_LOG / 400)))
      : 0.5;
  const matrix = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => expected(i, j)));
  a.forEach((first, i) => {
    matrix[first]![b[i]!] = points[i]! / games[i]!;
    matrix[b[i]!]![first] = 1 - points[i]! / games[i]!;
  });
  return matrix;
}
