import { eloOfScore } from '../../rating/elo/index.js';
import { type ContestantKey, pointsOf, type Result } from '../../vocabulary/index.js';

/** A game as the tables count it. */
export interface TableGame {
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}
/** `table[i][j]`: share of points of the i-th row's contestant in the match with the j-th column's, minus ½. */
export type MatchTable = readonly (readonly number[])[];

/**
 * Returns the table of the matches of `rows` against `columns`, or null if some match has no game. Points are summed
 * before they are divided, so the order of games does not matter.
 */
export function matchTable(
  games: Iterable<TableGame>,
  rows: readonly ContestantKey[],
  columns: readonly ContestantKey[],
): MatchTable | null {
  const [row, column] = [rows, columns].map((keys) => new Map(keys.map((key, i) => [key, i])));
  const points = rows.map(() => columns.map(() => 0));
  const played = rows.map(() => columns.map(() => 0));
  for (const { white, black, result } of games) {
    const asWhite = row!.has(white) && column!.has(black);
    if (!asWhite && !(row!.has(black) && column!.has(white))) continue;
    const [i, j] = asWhite ? [row!.get(white)!, column!.get(black)!] : [row!.get(black)!, column!.get(white)!];
    points[i]![j]! += pointsOf(result, asWhite);
    played[i]![j]!++;
  }
  if (!rows.length || !columns.length || played.some((line) => line.includes(0))) return null;
  return points.map((line, i) => line.map((sum, j) => (sum - played[i]![j]! / 2) / played[i]![j]!));
}

/**
 * Returns the table of the matches among `contestants`: `table[i][j]` is i's margin against j, the diagonal is 0. Null
 * if two of them have not met.
 */
export function roundRobinTable(games: Iterable<TableGame>, contestants: readonly ContestantKey[]): MatchTable | null {
  const index = new Map(contestants.map((key, i) => [key, i]));
  const points = contestants.map(() => contestants.map(() => 0));
  const played = contestants.map(() => contestants.map(() => 0));
  for (const { white, black, result } of games) {
    const [w, b] = [index.get(white), index.get(black)];
    if (w === undefined || b === undefined) continue;
    points[w]![b]! += pointsOf(result, true);
    points[b]![w]! += pointsOf(result, false);
    played[w]![b]!++;
    played[b]![w]!++;
  }
  if (played.some((line, i) => line.some((n, j) => i !== j && n === 0))) return null;
  return points.map((line, i) => line.map((sum, j) => (i === j ? 0 : (sum - played[i]![j]! / 2) / played[i]![j]!)));
}

/**
 * Logistic Elo of a share of points above ½; an odd function of `margin` in every bit. Null where no finite difference
 * gives that share.
 */
export function eloOfMargin(margin: number): number | null {
  const elo = eloOfScore(0.5 + Math.abs(margin));
  return elo === null ? null : Math.sign(margin) * elo + 0;
}
