/**
 * The planes of chess/encoding straight from a position's bitboards: what a game loop asks for, thousands of times a
 * second.
 */
import type { Chess, SquareSet } from 'chessops';
import { BOARD_SIZE, capturableEnPassant, PLANES, SQUARES } from './encoding.js';

/** Writes BOARD_SIZE floats at `at`: the same as packPosition and expandPlanes one after the other. */
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
  if (rights[turn].h !== undefined) writeEverywhere(out, at + 12, 1);
  if (rights[turn].a !== undefined) writeEverywhere(out, at + 13, 1);
  if (theirs.h !== undefined) writeEverywhere(out, at + 14, 1);
  if (theirs.a !== undefined) writeEverywhere(out, at + 15, 1);
  const target = capturableEnPassant(position);
  if (target !== undefined) out[at + (target ^ mask) * PLANES + 16] = 1;
  if (position.halfmoves > 0) writeEverywhere(out, at + 17, Math.min(position.halfmoves, 255) / 100);
}

/** `at` is the place of the own role's plane on a1; the opponent's lies six planes on. */
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

/** `flip` turns the number of a bit into that of its square as the mover sees it. */
function writeSquares(out: Float32Array, at: number, word: number, flip: number): void {
  for (let bits = word; bits !== 0; bits &= bits - 1) out[at + ((31 - Math.clz32(bits & -bits)) ^ flip) * PLANES] = 1;
}

function writeEverywhere(out: Float32Array, at: number, value: number): void {
  for (let place = at, end = at + SQUARES * PLANES; place < end; place += PLANES) out[place] = value;
}
