/** Puzzles: whether a network finds the first move, and whether it finds every move of the solution. */
import type { Chess } from 'chessops';
import { indexToMove, legalIndices, moveFromUci, PositionHistory, uciOfIndex } from '../../chess/board/index.js';
import type { Puzzle } from '../../chess/dataset/index.js';
import { type Share, shareOf } from '../../rating/numerics/index.js';
import type { Decoding } from '../../spec/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { chooseMove } from './choose-move.js';
import { legalMoveEvaluation } from './evaluate-moves.js';
import type { PolicyModel } from './player.js';

/** Shares of solved puzzles. */
interface PuzzleScore {
  /** The first move is that of the solution, or mates. */
  readonly first: Share;
  /** Every move is. */
  readonly solved: Share;
}

/** Score on the puzzles of a range of ratings. */
interface PuzzleBand extends PuzzleScore {
  /** Lowest rating; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Score on all puzzles, and by bands of 400 rating points in ascending order. */
export interface PuzzleReport extends PuzzleScore {
  readonly bands: readonly PuzzleBand[];
}

interface PuzzleOptions {
  readonly puzzles: AsyncIterable<Puzzle>;
  /** Called after each batch with the number of finished puzzles. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Rating points per band. */
const BAND_WIDTH = 400;
/** Puzzles in progress at the same time: a few of the network's own batches. */
const CONCURRENCY = 256;

/**
 * Solves the puzzles with every decoding and returns one report for each. Solvers that have made no mistake are in the
 * same position, so one evaluation serves all decodings. A move that mates counts as correct and ends the puzzle, as on
 * Lichess.
 */
export async function solvePuzzles(
  model: PolicyModel,
  decodings: readonly Decoding[],
  { puzzles, onProgress, signal }: PuzzleOptions,
): Promise<PuzzleReport[]> {
  const tallies = decodings.map(() => new Tally());
  const source = puzzles[Symbol.asyncIterator]();
  let boards: Attempt[] = [];
  let done = 0;
  try {
    for (let more = true; ; ) {
      signal?.throwIfAborted();
      while (more && boards.length < CONCURRENCY) {
        const next = await source.next();
        if (next.done) more = false;
        else boards.push(new Attempt(next.value, decodings.length));
      }
      if (boards.length === 0) break;
      const evaluation = await model.evaluate(boards.map(({ position }) => position));
      boards = boards.filter((board, row) => {
        const legal = legalIndices(board.position);
        const moves = legalMoveEvaluation(evaluation, row, legal);
        const isOpen = board.answer(
          (solver) => chooseMove({ ...board, legal }, moves, decodings[solver]!, board.random).index,
        );
        if (isOpen) return true;
        done++;
        board.solvers.forEach(({ first, solved }, solver) => tallies[solver]!.add(board.puzzle.rating, first, solved));
        return false;
      });
      onProgress?.(done);
    }
  } finally {
    await source.return?.(undefined);
  }
  return tallies.map((tally) => tally.result());
}

/** One decoding's progress on one puzzle. */
interface Solver {
  first: boolean;
  solved: boolean;
  /** True after a wrong move, or when the puzzle is solved. */
  isDone: boolean;
}

/** One puzzle in progress. */
class Attempt {
  readonly position: Chess;
  readonly history: PositionHistory;
  readonly solvers: readonly Solver[];
  readonly random;
  /** Index of the next move of the solution. */
  private next = 0;

  constructor(
    readonly puzzle: Puzzle,
    solvers: number,
  ) {
    this.position = puzzle.position.clone();
    this.history = new PositionHistory(this.position);
    this.random = randomFromHash(sha256Hex(`puzzle ${puzzle.line}`));
    this.solvers = Array.from({ length: solvers }, () => ({ first: false, solved: false, isDone: false }));
    this.playSolution();
  }

  /** Makes a move for every solver that is not done and plays on; returns false when all are done. */
  answer(choose: (solver: number) => number): boolean {
    const expected = this.puzzle.moves[this.next]!;
    const isLast = this.next === this.puzzle.moves.length - 1;
    this.solvers.forEach((solver, number) => {
      if (solver.isDone) return;
      const index = choose(number);
      const mates = this.mates(index);
      const isCorrect = mates || uciOfIndex(this.position, index) === expected;
      if (isCorrect && this.next === 1) solver.first = true;
      solver.solved = isCorrect && (isLast || mates);
      solver.isDone = !isCorrect || solver.solved;
    });
    if (this.solvers.every(({ isDone }) => isDone)) return false;
    this.playSolution();
    this.playSolution();
    return true;
  }

  private mates(index: number): boolean {
    const next = this.position.clone();
    next.play(indexToMove(this.position, index));
    return next.isCheckmate();
  }

  private playSolution(): void {
    // legality was checked when the file was read
    this.position.play(moveFromUci(this.position, this.puzzle.moves[this.next++]!)!);
    this.history.push(this.position);
  }
}

class Tally {
  private readonly bands = new Map<number, { puzzles: number; first: number; solved: number }>();

  add(rating: number, first: boolean, solved: boolean): void {
    const from = Math.floor(rating / BAND_WIDTH) * BAND_WIDTH;
    const band = this.bands.get(from) ?? { puzzles: 0, first: 0, solved: 0 };
    this.bands.set(from, band);
    band.puzzles++;
    if (first) band.first++;
    if (solved) band.solved++;
  }

  result(): PuzzleReport {
    const rows = [...this.bands].sort(([a], [b]) => a - b);
    const total = (key: 'puzzles' | 'first' | 'solved'): number => rows.reduce((sum, [, band]) => sum + band[key], 0);
    return {
      first: shareOf(total('first'), total('puzzles')),
      solved: shareOf(total('solved'), total('puzzles')),
      bands: rows.map(([from, { puzzles, first, solved }]) => ({
        from,
        to: from + BAND_WIDTH,
        first: shareOf(first, puzzles),
        solved: shareOf(solved, puzzles),
      })),
    };
  }
}
