/** Puzzles put to a network: is its first move right, and does it find every move to the end? */
import type { Chess } from 'chessops';
import { indexToMove, legalIndices, moveFromUci, PositionHistory, uciOfIndex } from '../../chess/board/index.js';
import type { Puzzle } from '../../chess/dataset/index.js';
import { type Share, shareOf } from '../../rating/index.js';
import { type Decoding, randomFromHash, sha256Hex } from '../../spec/index.js';
import { chooseMove } from './choose-move.js';
import { moveEvaluationOf } from './evaluate-moves.js';
import type { PolicyModel } from './player.js';

export interface PuzzleScore {
  /** The solver's first move is the solution's, or mates. */
  readonly first: Share;
  /** So is every later one. */
  readonly solved: Share;
}

export interface PuzzleBand extends PuzzleScore {
  /** Ratings from `from` to below `to`. */
  readonly from: number;
  readonly to: number;
}

export interface PuzzleReport extends PuzzleScore {
  readonly bands: readonly PuzzleBand[];
}

export interface PuzzleOptions {
  readonly puzzles: AsyncIterable<Puzzle>;
  /** Told after each batch how many puzzles are done. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export const BAND_WIDTH = 400;
/** Puzzles on boards at once: a few of the network's own batches. */
const CONCURRENCY = 256;

/**
 * One report for each decoding, from one pass: solvers that are still right stand in the same position, so the network
 * is asked once for all of them. Every move that mates counts as right and ends the puzzle, as on Lichess.
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
        const judged = moveEvaluationOf(evaluation, row, legal);
        const going = board.answer(
          (solver) => chooseMove({ ...board, legal }, judged, decodings[solver]!, board.random).index,
        );
        if (going) return true;
        done++;
        board.solvers.forEach(({ first, solved }, at) => tallies[at]!.add(board.puzzle.rating, first, solved));
        return false;
      });
      onProgress?.(done);
    }
  } finally {
    await source.return?.(undefined);
  }
  return tallies.map((tally) => tally.result());
}

interface Solver {
  first: boolean;
  solved: boolean;
  /** Out of the puzzle, by a wrong move or a mate. */
  out: boolean;
}

class Attempt {
  readonly position: Chess;
  readonly history: PositionHistory;
  readonly solvers: readonly Solver[];
  readonly random;
  /** The next of the puzzle's moves. */
  private at = 0;

  constructor(
    readonly puzzle: Puzzle,
    solvers: number,
  ) {
    this.position = puzzle.position.clone();
    this.history = new PositionHistory(this.position);
    this.random = randomFromHash(sha256Hex(`puzzle ${puzzle.line}`));
    this.solvers = Array.from({ length: solvers }, () => ({ first: false, solved: false, out: false }));
    this.follow();
  }

  /** Asks every solver who is still in; true while at least one is. */
  answer(choose: (solver: number) => number): boolean {
    const expected = this.puzzle.moves[this.at]!;
    const last = this.at === this.puzzle.moves.length - 1;
    this.solvers.forEach((solver, number) => {
      if (solver.out) return;
      const index = choose(number);
      const mates = this.mates(index);
      const right = mates || uciOfIndex(this.position, index) === expected;
      if (right && this.at === 1) solver.first = true;
      solver.solved = right && (last || mates);
      solver.out = !right || solver.solved;
    });
    if (this.solvers.every(({ out }) => out)) return false;
    this.follow();
    this.follow();
    return true;
  }

  private mates(index: number): boolean {
    const next = this.position.clone();
    next.play(indexToMove(this.position, index));
    return next.isCheckmate();
  }

  private follow(): void {
    this.position.play(moveFromUci(this.position, this.puzzle.moves[this.at++]!)!); // checked when the file was read
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
