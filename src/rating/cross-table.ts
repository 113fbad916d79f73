import { ELO_PER_LOG } from './elo.js';
import { lawOf, type ModelName } from './outcome-models.js';
import { gatherPairs, type PairCells } from './pair-cells.js';
import type { PlayersRating } from './players-rating.js';

/** All who met, whatever the colours, in columns; a comes before b. */
export interface Pairings {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly games: Float64Array;
  /** Points of a. */
  readonly points: Float64Array;
  /** 1 where both have ratings on one scale; where not, the next two columns are 0. */
  readonly comparable: Uint8Array;
  readonly expected: Float64Array;
  /** Of the points, by the model; in the logistic model draws that were seen lower it. */
  readonly variance: Float64Array;
}

/** One row of the cross table. */
export interface Pairing {
  readonly a: number;
  readonly b: number;
  readonly games: number;
  /** Points of a; `expected` is null where one of the two has no rating on the other's scale. */
  readonly points: number;
  readonly expected: number | null;
  readonly variance: number | null;
}

/** What each took from the other beside what the ratings expect. */
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
    const [win, draw] = lawOf(model, fit.lambda[w]! - fit.lambda[l]! + fit.delta, fit.eta);
    const score = win + draw / 2;
    expected[at]! += n * (asWhite ? score : 1 - score);
    variance[at]! += n * (win + draw / 4 - score * score) - (model === 'logistic' ? draws[cell]! / 4 : 0);
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
 * Payoff of each player against each other as a share of points; what was not played comes from the ratings, else is
 * even.
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
