import type { Chess } from 'chessops';
import { RECORD_BYTES } from './encoding.js';

export const GAME_PHASES = ['opening', 'middle game', 'endgame'] as const;
export type GamePhase = (typeof GAME_PHASES)[number];

/** Half-moves that count as the opening. Below, games share positions, and matching moves is partly memory. */
export const OPENING_PHASE_PLIES = 20;
/**
 * Pieces of both sides other than pawns and kings at which an endgame begins: as Lichess divides games (scalachess,
 * Divider).
 */
const ENDGAME_PIECES = 6;

/** The phase of a packed position, by its ply and then by what stands on the board. */
export function phaseOf(record: Uint8Array, at: number): GamePhase {
  if (at + RECORD_BYTES > record.length) throw new RangeError('the record ends before its position');
  if (record[at + 38]! < OPENING_PHASE_PLIES) return 'opening';
  let pieces = 0;
  for (let byte = at; byte < at + 32; byte++) {
    if (isPiece(record[byte]! & 15)) pieces++;
    if (isPiece(record[byte]! >> 4)) pieces++;
  }
  return pieces <= ENDGAME_PIECES ? 'endgame' : 'middle game';
}

/** The same for a position on a board that began at the start position. */
export function phaseOfPosition({ board, fullmoves, turn }: Chess): GamePhase {
  if (2 * (fullmoves - 1) + (turn === 'black' ? 1 : 0) < OPENING_PHASE_PLIES) return 'opening';
  const pieces = board.occupied.diff(board.pawn).diff(board.king).size();
  return pieces <= ENDGAME_PIECES ? 'endgame' : 'middle game';
}

/** Codes 1 to 6 are the mover's P N B R Q K, 7 to 12 the opponent's. */
const isPiece = (code: number): boolean => (code > 1 && code < 6) || (code > 7 && code < 12);
