/**
 * Puzzles from a file: Lichess' columns with their header (PuzzleId,FEN,Moves,Rating,...), the same without it, or
 * three columns FEN,Moves,Rating. The first of the moves is the opponent's; the solver answers from the second on.
 */
import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { FileError, readLines } from '../../files/index.js';
import { moveFromUci } from '../board/index.js';

export interface Puzzle {
  /** The line of the file it came from, from 1. */
  readonly line: number;
  readonly rating: number;
  /** Before the opponent's move. */
  readonly position: Chess;
  /** UCI moves, all legal in turn: the opponent's, the solver's, and so on; the last is the solver's. */
  readonly moves: readonly string[];
}

/** Why a line is no puzzle. `moves` are too few, or end with the opponent's. */
export type BadPuzzle = 'columns' | 'rating' | 'position' | 'moves' | 'illegal-move';

export interface PuzzleFileReport {
  puzzles: number;
  readonly bad: Partial<Record<BadPuzzle, number>>;
}

/** Ratings of real puzzles lie between 300 and 3500. */
const MOST_RATING = 5_000;
const MOST_MOVES = 400;
const LONGEST_LINE = 20_000;

/**
 * The puzzles of one file, compressed or not; lines that are none are counted in `report`. Throws FileError when the
 * file cannot be read, when its first line says that it holds something else, and when no line is a puzzle.
 */
export async function* readPuzzles(
  path: string,
  report: PuzzleFileReport,
  signal?: AbortSignal,
): AsyncGenerator<Puzzle> {
  const bad = (reason: BadPuzzle): void => void (report.bad[reason] = (report.bad[reason] ?? 0) + 1);
  let columns: Columns | undefined;
  let line = 0;
  let found = 0;
  const options = {
    maxLineLength: LONGEST_LINE,
    onOverlong: () => {
      line++;
      bad('columns');
    },
    ...(signal ? { signal } : {}),
  };
  for await (const text of readLines(path, options)) {
    line++;
    if (text.trim() === '') continue;
    const fields = text.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    if (columns === undefined) {
      columns = columnsOf(fields);
      if (columns === undefined) {
        throw new FileError(
          'wrong-kind',
          `${path}: is no file of puzzles; its first line should be the header PuzzleId,FEN,Moves,Rating,... or a row FEN,Moves,Rating`,
        );
      }
      if (columns.header) continue;
    }
    const puzzle = parsePuzzle(fields, columns, line);
    if (typeof puzzle === 'string') {
      bad(puzzle);
      continue;
    }
    found++;
    report.puzzles++;
    yield puzzle;
  }
  if (line === 0) throw new FileError('empty', `${path}: is empty`);
  if (found === 0) {
    const reasons = Object.entries(report.bad).map(([reason, count]) => `${reason} ${count}`);
    throw new FileError(
      'nothing-kept',
      `${path}: no line is a puzzle${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
    );
  }
}

interface Columns {
  readonly header: boolean;
  readonly fen: number;
  readonly moves: number;
  readonly rating: number;
}

const looksLikeFen = (field: string | undefined): boolean =>
  field !== undefined && /^[1-8a-z]+(\/[1-8a-z]+){7} /i.test(field);

function columnsOf(first: readonly string[]): Columns | undefined {
  if (looksLikeFen(first[0])) return { header: false, fen: 0, moves: 1, rating: 2 };
  if (looksLikeFen(first[1])) return { header: false, fen: 1, moves: 2, rating: 3 };
  const [fen, moves, rating] = ['fen', 'moves', 'rating'].map((name) =>
    first.findIndex((field) => field.toLowerCase() === name),
  ) as [number, number, number];
  return Math.min(fen, moves, rating) < 0 ? undefined : { header: true, fen, moves, rating };
}

function parsePuzzle(fields: readonly string[], columns: Columns, line: number): Puzzle | BadPuzzle {
  const [fen, moveText, ratingText] = [fields[columns.fen], fields[columns.moves], fields[columns.rating]];
  if (fen === undefined || moveText === undefined || ratingText === undefined) return 'columns';
  const rating = Number(ratingText);
  if (ratingText === '' || !(rating >= 0 && rating <= MOST_RATING)) return 'rating';
  const position = parseFen(fen)
    .chain((setup) => Chess.fromSetup(setup))
    .unwrap(
      (found) => found,
      () => undefined,
    );
  if (position === undefined) return 'position';
  const moves = moveText.split(/\s+/).filter(Boolean);
  if (moves.length < 2 || moves.length % 2 === 1 || moves.length > MOST_MOVES) return 'moves';
  const board = position.clone();
  for (const uci of moves) {
    const move = moveFromUci(board, uci);
    if (move === undefined) return 'illegal-move';
    board.play(move);
  }
  return { line, rating, position, moves };
}
