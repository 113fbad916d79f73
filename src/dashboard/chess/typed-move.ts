import type { Chess } from 'chessops/chess';
import { parseSan } from 'chessops/san';
import { makeUci, parseUci } from 'chessops/util';

/** A move as a person types it, in letters of PGN or of UCI; null where it is not legal. */
export function typedMove(position: Chess, text: string): string | null {
  const words = text.trim();
  const move = parseSan(position, words) ?? parseUci(words.toLowerCase());
  return move && position.isLegal(move) ? makeUci(move) : null;
}
