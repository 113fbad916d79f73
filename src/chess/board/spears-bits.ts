/**
 * A position as the 808 input bits of Spears' network: the 101 bytes of `Position.MarshalBinary` of his Go library
 * notnil/chess (v1.9.0), the first bit of a byte its highest, as numpy's `unpackbits` gives them.
 *
 *   bytes 0-95   a bitboard each of White's K Q R B N P and Black's: big-endian, a1 the highest bit and h8 the lowest,
 *                so that bits come in the order a1, b1 ... h8
 *   96 half-move clock   97-98 move number, big-endian   99 en-passant square (a1 = 0), 255 for none
 *   100 flags, from the lowest bit: castling K, Q, k, q, Black to move, has an en-passant square
 *
 * The en-passant square is set after every double step, whether or not a pawn can capture there.
 */
import type { Chess, Color, Role } from 'chessops';

/** Bytes of a packed position. */
export const SPEARS_BYTES = 101;
/** Inputs of the network: one a bit. */
export const SPEARS_BITS = 8 * SPEARS_BYTES;

const COLORS: readonly Color[] = ['white', 'black'];
const ROLES: readonly Role[] = ['king', 'queen', 'rook', 'bishop', 'knight', 'pawn'];

/** Writes the position's 101 bytes at byte `at` of `out`. */
export function packSpears(position: Chess, out: Uint8Array, at: number): void {
  const { board, castles, turn, epSquare } = position;
  out.fill(0, at, at + SPEARS_BYTES);
  let plane = at;
  for (const color of COLORS) {
    for (const role of ROLES) {
      for (const square of board.pieces(color, role)) out[plane + (square >> 3)]! |= 128 >> (square & 7);
      plane += 8;
    }
  }
  out[at + 96] = Math.min(position.halfmoves, 255);
  const moves = Math.min(position.fullmoves, 65_535);
  out[at + 97] = moves >> 8;
  out[at + 98] = moves & 255;
  out[at + 99] = epSquare ?? 255;
  out[at + 100] =
    (castles.rook.white.h === undefined ? 0 : 1) |
    (castles.rook.white.a === undefined ? 0 : 2) |
    (castles.rook.black.h === undefined ? 0 : 4) |
    (castles.rook.black.a === undefined ? 0 : 8) |
    (turn === 'black' ? 16 : 0) |
    (epSquare === undefined ? 0 : 32);
}

/** Expands the position at byte `at` of `bytes` to SPEARS_BITS floats (0 or 1) from index `to` of `out`. */
export function expandSpears(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  for (let byte = 0; byte < SPEARS_BYTES; byte++) {
    const value = bytes[at + byte]!;
    for (let bit = 0; bit < 8; bit++) out[to + 8 * byte + bit] = (value >> (7 - bit)) & 1;
  }
}
