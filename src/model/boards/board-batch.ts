import type { Chess } from 'chessops';
import { BOARD_SIZE, POLICY_SIZE, writePlanes } from '../../chess/board/index.js';

/** Boards of one forward pass at most. Larger batches gain nothing more on a CPU (docs/log.md) and leave its caches. */
export const MAX_BATCH = 256;

/** More legal moves than any position has (218), times the boards. */
const MAX_MOVES = MAX_BATCH * 220;

/**
 * The boards of one forward pass and their legal moves, as flat arrays that are filled again and again and can be
 * handed to another thread.
 */
export class BoardBatch {
  count = 0;
  moveCount = 0;

  /** `planes`: LARGEST_BATCH x 1152. `moves`: row x 4288 + policy index, the rows one behind the other. */
  constructor(
    readonly planes: Float32Array<ArrayBuffer> = new Float32Array(MAX_BATCH * BOARD_SIZE),
    readonly moves: Int32Array<ArrayBuffer> = new Int32Array(MAX_MOVES),
  ) {}

  /**
   * Takes boards, at most LARGEST_BATCH, in place of those it had. `legal[i]` lists the policy indices wanted of board
   * i.
   */
  fill(positions: readonly Chess[], legal: readonly (readonly number[])[]): void {
    let at = 0;
    for (let row = 0; row < positions.length; row++) {
      writePlanes(positions[row]!, this.planes, row * BOARD_SIZE);
      for (const index of legal[row]!) this.moves[at++] = row * POLICY_SIZE + index;
    }
    this.count = positions.length;
    this.moveCount = at;
  }

  /** The moves of rows `row` to `row + size - 1`, numbered as if `row` were the first. */
  movesOfRows(row: number, size: number): Int32Array {
    const taken = this.moves.subarray(0, this.moveCount);
    if (row === 0 && size >= this.count) return taken;
    const [from, to] = [row * POLICY_SIZE, (row + size) * POLICY_SIZE];
    return taken.filter((move) => move >= from && move < to).map((move) => move - from);
  }
}
