import type { Chess } from 'chessops';
import { BOARD_SIZE, POLICY_SIZE, writePlanes } from '../../chess/board/index.js';

/** Maximum number of boards in a forward pass. On a CPU larger ones gain nothing (docs/log.md) and miss its caches. */
export const MAX_BATCH = 256;

/** Capacity for the legal moves of a batch: a position has at most 218. */
const MAX_MOVES = MAX_BATCH * 220;

/** The boards of one forward pass and their legal moves, as reusable flat arrays that can be sent to another thread. */
export class BoardBatch {
  /** Boards in the batch. */
  count = 0;
  /** Moves of all boards together. */
  moveCount = 0;

  /** `planes`: MAX_BATCH x 1152. `moves`: row x 4288 + policy index, in the order of the rows. */
  constructor(
    readonly planes: Float32Array<ArrayBuffer> = new Float32Array(MAX_BATCH * BOARD_SIZE),
    readonly moves: Int32Array<ArrayBuffer> = new Int32Array(MAX_MOVES),
  ) {}

  /** Replaces the boards, at most MAX_BATCH. `legal[i]` lists the policy indices of board i to evaluate. */
  fill(positions: readonly Chess[], legal: readonly (readonly number[])[]): void {
    let at = 0;
    for (let row = 0; row < positions.length; row++) {
      writePlanes(positions[row]!, this.planes, row * BOARD_SIZE);
      for (const index of legal[row]!) this.moves[at++] = row * POLICY_SIZE + index;
    }
    this.count = positions.length;
    this.moveCount = at;
  }

  /** Returns the moves of rows `row` to `row + size - 1`, indexed as if `row` were the first row. */
  movesOfRows(row: number, size: number): Int32Array {
    const moves = this.moves.subarray(0, this.moveCount);
    if (row === 0 && size >= this.count) return moves;
    const [from, to] = [row * POLICY_SIZE, (row + size) * POLICY_SIZE];
    return moves.filter((move) => move >= from && move < to).map((move) => move - from);
  }
}

/** The row of a move of a batch. */
export const boardOfMove = (move: number): number => Math.floor(move / POLICY_SIZE);
