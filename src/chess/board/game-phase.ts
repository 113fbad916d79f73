import type { Chess } from 'chessops';
import { OPENING_PHASE_PLIES } from '../../vocabulary/index.js';
import { officersAt, plyAt } from './position-record.js';

export const GAME_PHASES = ['opening', 'middle game', 'endgame'] as const;
export type GamePhase = (typeof GAME_PHASES)[number];

/**
 * Pieces of both sides other than pawns and kings at which an endgame begins: as Lichess divides games (scalachess,
 * Divider).
 */
const ENDGAME_PIECES = 6;

/** The phase of a packed position, by its ply and then by what stands on the board. */
export function phaseOf(record: Uint8Array, at: number): GamePhase {
  if (plyAt(record, at) < OPENING_PHASE_PLIES) return 'opening';
  return officersAt(record, at) <= ENDGAME_PIECES ? 'endgame' : 'middle game';
}

/** The same for a position on a board that began at the start position. */
export function phaseOfPosition({ board, fullmoves, turn }: Chess): GamePhase {
  if (2 * (fullmoves - 1) + (turn === 'black' ? 1 : 0) < OPENING_PHASE_PLIES) return 'opening';
  const pieces = board.occupied.diff(board.pawn).diff(board.king).size();
  return pieces <= ENDGAME_PIECES ? 'endgame' : 'middle game';
}
