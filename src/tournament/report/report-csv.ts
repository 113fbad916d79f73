/** CSV of RFC 4180: comma, CRLF, quotation marks where needed. */
import type { StandingsRow } from '../standings/index.js';

export type CsvValue = string | number | boolean | null;

/**
 * One line with its end. A text that a spreadsheet would take for a formula gets an apostrophe before it: names come
 * from requests, and these files are made to be opened.
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

/** Rows of fields. Throws RangeError for a quotation mark that is never closed. */
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

export function gameCsvLine(game: CsvGame): string {
  return csvLine(GAME_COLUMNS.map((column) => game[column]));
}

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
