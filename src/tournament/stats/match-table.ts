import { eloOfScore, studentQuantile } from '../../rating/index.js';
import { type ContestantKey, pointsOf, type Result } from '../../vocabulary/index.js';

export interface TableGame {
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}
/** `table[i][j]`: share of points of the i-th row's player in the match with the j-th column's, minus ½. */
export type MatchTable = readonly (readonly number[])[];

/**
 * Points are summed before they are divided, so the order of games changes nothing. Null where some match has no game.
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
 * The matches of some players among themselves: `table[i][j]` is i's margin against j, the diagonal 0. Null where two
 * have not met.
 */
export function roundRobinTable(games: Iterable<TableGame>, players: readonly ContestantKey[]): MatchTable | null {
  const place = new Map(players.map((key, i) => [key, i]));
  const points = players.map(() => players.map(() => 0));
  const played = players.map(() => players.map(() => 0));
  for (const { white, black, result } of games) {
    const [w, b] = [place.get(white), place.get(black)];
    if (w === undefined || b === undefined) continue;
    points[w]![b]! += pointsOf(result, true);
    points[b]![w]! += pointsOf(result, false);
    played[w]![b]!++;
    played[b]![w]!++;
  }
  if (played.some((line, i) => line.some((n, j) => i !== j && n === 0))) return null;
  return points.map((line, i) => line.map((sum, j) => (i === j ? 0 : (sum - played[i]![j]! / 2) / played[i]![j]!)));
}

/** A mean over a table with what is known of its error. Units are those of the table: share of points above ½. */
export interface TableMean {
  readonly mean: number;
  readonly standardError: number;
  readonly df: number;
}

/**
 * Applies an analysis so that swapping the arms (turning the table and its sign) changes the sign of the mean and
 * nothing else, in every bit: of a table and its mirror image only one is ever analysed.
 */
export function mirrored<T extends TableMean>(table: MatchTable, analyse: (table: MatchTable) => T): T {
  const mirror = table[0]!.map((_, j) => table.map((row) => -row[j]! + 0));
  const order = table.length - mirror.length || compare(table.flat(), mirror.flat());
  if (order > 0) return analyse(table);
  const found = analyse(mirror);
  return { ...found, mean: order === 0 ? 0 : -found.mean + 0 };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}

/** Elo of a share of points above ½, exactly odd; null where no finite difference gives it. */
export function eloOfMargin(margin: number): number | null {
  const elo = eloOfScore(0.5 + Math.abs(margin));
  return elo === null ? null : Math.sign(margin) * elo + 0;
}

/** A second opinion on an arm contrast, in Elo, with its t interval; an end is null where it leaves the scale. */
export interface Opinion extends TableMean {
  readonly elo: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export function opinionOf(found: TableMean, confidence: number): Opinion {
  const half = studentQuantile((1 + confidence) / 2, found.df) * found.standardError;
  return {
    ...found,
    elo: eloOfMargin(found.mean),
    low: eloOfMargin(found.mean - half),
    high: eloOfMargin(found.mean + half),
  };
}
