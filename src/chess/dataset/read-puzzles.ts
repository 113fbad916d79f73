/**
 * Reads files of puzzles: Lichess' columns with header (PuzzleId,FEN,Moves,Rating,...), the same without it, or
 * three columns FEN,Moves,Rating. The first of the moves is the opponent's; the solver answers from the second on.
 */
import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { FileError, readLines } from '../../files/index.js';
import { moveFromUci } from '../board/index.js';

/** A puzzle. */
export interface Puzzle {
  /** Line number in the file, from 1. */
  readonly line: number;
  readonly rating: number;
  /** Position before the opponent's move. */
  readonly position: Chess;
  /** UCI moves, all legal: the opponent's, the solver's, and so on; the last is the solver's. */
  readonly moves: readonly string[];
}

/** Why a line is not a puzzle. `moves`: too few or too many, or the last one is the opponent's. */
type PuzzleProblem = 'columns' | 'rating' | 'position' | 'moves' | 'illegal-move';

/** Counts of a file's lines, updated while it is read. */
export interface PuzzleFileReport {
  /** Lines that are puzzles. */
  puzzles: number;
  /** Other lines by problem. */
  readonly bad: Partial<Record<PuzzleProblem, number>>;
}

/** Real puzzles have ratings from 300 to 3500. */
const MAX_RATING = 5_000;
const MAX_MOVES = 400;
const MAX_LINE_LENGTH = 20_000;

/**
 * Yields the puzzles of one file, compressed or not; other lines are counted in `report`. Throws FileError if the file
 * cannot be read, if its first line is neither a known header nor a puzzle, and if no line is a puzzle.
 */
export async function* readPuzzles(
  path: string,
  report: PuzzleFileReport,
  signal?: AbortSignal,
): AsyncGenerator<Puzzle> {
  const countBad = (reason: PuzzleProblem): void => void (report.bad[reason] = (report.bad[reason] ?? 0) + 1);
  let columns: Columns | undefined;
  let line = 0;
  const puzzlesBefore = report.puzzles;
  const options = {
    maxLineLength: MAX_LINE_LENGTH,
    onOverlong: () => {
      line++;
      countBad('columns');
    },
    ...(signal ? { signal } : {}),
  };
  for await (const text of readLines(path, options)) {
    line++;
    if (text.trim() === '') continue;
    const fields = text.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    if (columns === undefined) {
      columns = detectColumns(fields);
      if (columns === undefined) {
        throw new FileError(
          'wrong-kind',
          `${path}: is not a file of puzzles; its first line should be the header ` +
            'PuzzleId,FEN,Moves,Rating,... or a row FEN,Moves,Rating',
        );
      }
      if (columns.header) continue;
    }
    const puzzle = parsePuzzle(fields, columns, line);
    if (typeof puzzle === 'string') {
      countBad(puzzle);
      continue;
    }
    report.puzzles++;
    yield puzzle;
  }
  if (line === 0) throw new FileError('empty', `${path}: is empty`);
  if (report.puzzles === puzzlesBefore) {
    const reasons = Object.entries(report.bad).map(([reason, count]) => `${reason} ${count}`);
    throw new FileError(
      'nothing-kept',
      `${path}: no line is a puzzle${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
    );
  }
}

/** Indices of the columns; `header`: whether the first line is a header. */
interface Columns {
  readonly header: boolean;
  readonly fen: number;
  readonly moves: number;
  readonly rating: number;
}

const looksLikeFen = (field: string | undefined): boolean =>
  field !== undefined && /^[1-8a-z]+(\/[1-8a-z]+){7} /i.test(field);

/** Columns of a file by its first line; undefined if it is not a file of puzzles. */
function detectColumns(first: readonly string[]): Columns | undefined {
  if (looksLikeFen(first[0])) return { header: false, fen: 0, moves: 1, rating: 2 };
  if (looksLikeFen(first[1])) return { header: false, fen: 1, moves: 2, rating: 3 };
  const [fen, moves, rating] = ['fen', 'moves', 'rating'].map((name) =>
    first.findIndex((field) => field.toLowerCase() === name),
  ) as [number, number, number];
  return Math.min(fen, moves, rating) < 0 ? undefined : { header: true, fen, moves, rating };
}

function parsePuzzle(fields: readonly string[], columns: Columns, line: number): Puzzle | PuzzleProblem {
  const [fen, moveText, ratingText] = [fields[columns.fen], fields[columns.moves], fields[columns.rating]];
  if (fen === undefined || moveText === undefined || ratingText === undefined) return 'columns';
  const rating = Number(ratingText);
  if (ratingText === '' || !(rating >= 0 && rating <= MAX_RATING)) return 'rating';
  const position = parseFen(fen)
    .chain((setup) => Chess.fromSetup(setup))
    .unwrap(
      (valid) => valid,
      () => undefined,
    );
  if (position === undefined) return 'position';
  const moves = moveText.split(/\s+/).filter(Boolean);
  if (moves.length < 2 || moves.length % 2 === 1 || moves.length > MAX_MOVES) return 'moves';
  const board = position.clone();
  for (const uci of moves) {
    const move = moveFromUci(board, uci);
    if (move === undefined) return 'illegal-move';
    board.play(move);
  }
  return { line, rating, position, moves };
}
