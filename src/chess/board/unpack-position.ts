import { Board, Chess, type Role, SquareSet } from 'chessops';
import { RECORD_BYTES } from './encoding.js';

const ROLES: readonly Role[] = ['pawn', 'knight', 'bishop', 'rook', 'queen', 'king'];
/** Where the rooks of the castling bits stand, in their order: own h, own a, their h, their a. */
const ROOKS = [7, 0, 63, 56] as const;
/** The en-passant target of the a-file, seen from the mover. */
const EN_PASSANT = 40;

/**
 * The position of a packed record, as its mover sees it: White is to move, whoever it was in the game. Policy indices
 * are the same in this view, so legal moves and labels agree. Undefined where the bytes are no legal position.
 */
export function unpackPosition(record: Uint8Array, at: number): Chess | undefined {
  if (at + RECORD_BYTES > record.length) throw new RangeError('the record ends before its position');
  const board = Board.empty();
  for (let square = 0; square < 64; square++) {
    const code = (record[at + (square >> 1)]! >> (square & 1 ? 4 : 0)) & 15;
    if (code === 0) continue;
    const role = ROLES[(code - 1) % 6];
    if (role === undefined || code > 12) return undefined;
    board.set(square, { role, color: code <= 6 ? 'white' : 'black' });
  }
  let castlingRights = SquareSet.empty();
  ROOKS.forEach((square, bit) => {
    if ((record[at + 32]! >> bit) & 1) castlingRights = castlingRights.with(square);
  });
  const file = record[at + 33]!;
  if (file > 8) return undefined;
  return Chess.fromSetup({
    board,
    pockets: undefined,
    turn: 'white',
    castlingRights,
    epSquare: file === 0 ? undefined : EN_PASSANT + file - 1,
    remainingChecks: undefined,
    halfmoves: record[at + 34]!,
    fullmoves: 1,
  }).unwrap(
    (position) => position,
    () => undefined,
  );
}
