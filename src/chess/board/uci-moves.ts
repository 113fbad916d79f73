/** UCI notation of standard chess, in which castling is written as the king's two-square step. */
import { type Chess, isNormal, makeUci, type NormalMove, parseUci } from 'chessops';
import { normalizeMove } from 'chessops/chess';
import { indexToMove, moveToIndex } from './encoding.js';

/**
 * Parses a legal move in chessops' form (castling: king takes rook). Returns undefined if the text is no legal move.
 */
export function moveFromUci(position: Chess, text: string): NormalMove | undefined {
  const parsed = parseUci(text);
  if (!parsed || !isNormal(parsed)) return undefined;
  const move = normalizeMove(position, parsed) as NormalMove;
  if (!position.isLegal(move) || uciOfIndex(position, moveToIndex(position, move)) !== text) return undefined;
  return move;
}

/** UCI text of a legal move given as a policy index. */
export function uciOfIndex(position: Chess, index: number): string {
  const mask = position.turn === 'white' ? 0 : 56;
  if (index >= 4096) return makeUci(indexToMove(position, index));
  const from = (index >> 6) ^ mask;
  const to = index & 63; // as seen by the mover: the last rank is 56 and up
  const step = SQUARE_NAMES[from]! + SQUARE_NAMES[to ^ mask]!;
  return to >= 56 && position.board.pawn.has(from) ? `${step}q` : step;
}

const SQUARE_NAMES: readonly string[] = Array.from(
  { length: 64 },
  (_, square) => 'abcdefgh'[square & 7]! + ((square >> 3) + 1),
);
