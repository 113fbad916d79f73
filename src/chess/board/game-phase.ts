/** Game phases: opening, middle game, endgame. */
import type { Chess } from 'chessops';
import { OPENING_PHASE_PLIES } from '../../vocabulary/index.js';
import { pieceCountAt, plyAt } from './position-record.js';

/** The phases in order. */
export const GAME_PHASES = ['opening', 'middle game', 'endgame'] as const;
/** One of GAME_PHASES. */
export type GamePhase = (typeof GAME_PHASES)[number];

/** An endgame has at most this many pieces other than pawns and kings, both sides together (scalachess, Divider). */
const ENDGAME_PIECES = 6;

/** Phase of the packed position at byte `at`: opening by its ply, then by the number of pieces. */
export function phaseOf(record: Uint8Array, at: number): GamePhase {
  if (plyAt(record, at) < OPENING_PHASE_PLIES) return 'opening';
  return pieceCountAt(record, at) <= ENDGAME_PIECES ? 'endgame' : 'middle game';
}

/** Phase of a position of a game that began at the standard start position. */
export function phaseOfPosition({ board, fullmoves, turn }: Chess): GamePhase {
  if (2 * (fullmoves - 1) + (turn === 'black' ? 1 : 0) < OPENING_PHASE_PLIES) return 'opening';
  const pieces = board.occupied.diff(board.pawn).diff(board.king).size();
  return pieces <= ENDGAME_PIECES ? 'endgame' : 'middle game';
}
