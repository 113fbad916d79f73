/**
 * The planes of encoding.ts computed directly from a position's bitboards, without a packed record in between. Game
 * loops call this thousands of times a second.
 */
import type { Chess, SquareSet } from 'chessops';
import { BOARD_SIZE, capturableEnPassant, PLANES, SQUARES } from './encoding.js';

/**
 * Writes the planes of a position: BOARD_SIZE floats from index `at` of `out`, square-major (64 x 18). The result
 * equals that of packPosition followed by expandPlanes.
 */
export function writePlanes(position: Chess, out: Float32Array, at: number): void {
  out.fill(0, at, at + BOARD_SIZE);
  const { board, turn } = position;
  const black = turn === 'black';
  const mask = black ? 56 : 0;
  const own = board[turn];
  const other = black ? board.white : board.black;
  writeRole(out, at, board.pawn, own, other, mask);
  writeRole(out, at + 1, board.knight, own, other, mask);
  writeRole(out, at + 2, board.bishop, own, other, mask);
  writeRole(out, at + 3, board.rook, own, other, mask);
  writeRole(out, at + 4, board.queen, own, other, mask);
  writeRole(out, at + 5, board.king, own, other, mask);

  const rights = position.castles.rook;
  const theirs = rights[black ? 'white' : 'black'];
  if (rights[turn].h !== undefined) fillPlane(out, at + 12, 1);
  if (rights[turn].a !== undefined) fillPlane(out, at + 13, 1);
  if (theirs.h !== undefined) fillPlane(out, at + 14, 1);
  if (theirs.a !== undefined) fillPlane(out, at + 15, 1);
  const target = capturableEnPassant(position);
  if (target !== undefined) out[at + (target ^ mask) * PLANES + 16] = 1;
  if (position.halfmoves > 0) fillPlane(out, at + 17, Math.min(position.halfmoves, 255) / 100);
}

/** Writes one role. `at` is the index of the mover's plane of that role on a1; the opponent's plane is 6 further. */
function writeRole(
  out: Float32Array,
  at: number,
  role: SquareSet,
  own: SquareSet,
  other: SquareSet,
  mask: number,
): void {
  writeSquares(out, at, role.lo & own.lo, mask);
  writeSquares(out, at, role.hi & own.hi, mask ^ 32);
  writeSquares(out, at + 6, role.lo & other.lo, mask);
  writeSquares(out, at + 6, role.hi & other.hi, mask ^ 32);
}

/** Writes 1 for each bit set in `word`; bit number XOR `flip` is the square in the mover's view. */
function writeSquares(out: Float32Array, at: number, word: number, flip: number): void {
  for (let bits = word; bits !== 0; bits &= bits - 1) out[at + ((31 - Math.clz32(bits & -bits)) ^ flip) * PLANES] = 1;
}

/** Fills one plane with a value. */
function fillPlane(out: Float32Array, at: number, value: number): void {
  for (let index = at, end = at + SQUARES * PLANES; index < end; index += PLANES) out[index] = value;
}
