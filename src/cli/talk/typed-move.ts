import { type Chess, isNormal, type NormalMove } from 'chessops';
import { parseSan } from 'chessops/san';
import { moveFromUci } from '../../chess/board/index.js';

/** The legal move that a person typed as SAN (`Nf3`, `0-0` too) or UCI (`g1f3`); undefined when there is none. */
export function readMove(position: Chess, text: string): NormalMove | undefined {
  const typed = text.trim().replaceAll('0', 'O');
  const move = moveFromUci(position, text.trim().toLowerCase()) ?? parseSan(position, typed);
  return move !== undefined && isNormal(move) ? move : undefined;
}
