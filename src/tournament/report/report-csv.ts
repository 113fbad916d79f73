/** CSV of RFC 4180: comma, CRLF, quotation marks where needed. */
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

/** Parses CSV to rows of fields. Throws RangeError for an unclosed quotation mark. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[++i]!;
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ',') {
      row.push(field);
      field = '';
    } else if (char === '\n') {
      rows.push([...row, field.replace(/\r$/, '')]);
      row = [];
      field = '';
    } else field += char;
  }
  if (quoted) throw new RangeError('a quotation mark is never closed');
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

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
