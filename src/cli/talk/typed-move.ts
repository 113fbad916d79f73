import { type Chess, isNormal, type NormalMove } from 'chessops';
import { parseSan } from 'chessops/san';
import { moveFromUci } from '../../chess/board/index.js';

/** Parses a move in SAN (`Nf3`, also `0-0`) or UCI notation (`g1f3`). Returns undefined if it is not a legal move. */
export function readMove(position: Chess, text: string): NormalMove | undefined {
  const typed = text.trim().replaceAll('0', 'O');
  const move = moveFromUci(position, text.trim().toLowerCase()) ?? parseSan(position, typed);
  return move !== undefined && isNormal(move) ? move : undefined;
}
