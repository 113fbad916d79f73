/** CSV of RFC 4180: comma, CRLF, quotation marks where needed. */
import { parse } from 'csv-parse/sync';
import type { StandingsRow } from '../standings/index.js';

/** A field; null is written as an empty one. */
export type CsvValue = string | number | boolean | null;

/**
 * Returns one line with CRLF. Text that a spreadsheet would take for a formula is prefixed with an apostrophe, since
 * names come from requests.
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvValue).join(',')}\r\n`;
}

function csvValue(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of fields, which may differ in number. Throws CsvError, whose message names the line. */
export const parseCsv = (text: string): string[][] => parse(text, { relaxColumnCount: true });

/** Columns of games.csv. */
export const GAME_COLUMNS = [
  'number',
  'gameKey',
  'pair',
  'leg',
  'block',
  'white',
  'black',
  'result',
  'termination',
  'plies',
] as const;

/** One line of games.csv. */
export interface CsvGame {
  readonly number: number;
  readonly gameKey: string;
  readonly pair: number;
  readonly leg: number;
  readonly block: number;
  readonly white: string;
  readonly black: string;
  readonly result: string | null;
  readonly termination: string | null;
  readonly plies: number | null;
}

/** One line of games.csv, with CRLF. */
export function gameCsvLine(game: CsvGame): string {
  return csvLine(GAME_COLUMNS.map((column) => game[column]));
}

/** The standings as CSV with a header. */
export function ratingsCsv(rows: readonly StandingsRow[]): string {
  const head = [
    'rankBest',
    'rankWorst',
    'contestant',
    'arm',
    'replicate',
    'checkpoint',
    'elo',
    'error',
    'boundSide',
    'boundElo',
    'score',
    'wins',
    'draws',
    'losses',
    'games',
  ];
  const lines = rows.map(
    ({ rank, contestant, arm, replicate, checkpoint, elo, error, bound, score, wins, draws, losses, games }) =>
      csvLine([
        ...rank,
        contestant,
        arm,
        replicate,
        checkpoint,
        elo,
        error,
        bound?.side ?? null,
        bound?.elo ?? null,
        score,
        wins,
        draws,
        losses,
        games,
      ]),
  );
  return csvLine(head) + lines.join('');
}
