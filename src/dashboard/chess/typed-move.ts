import type { Chess } from 'chessops/chess';
import { parseSan } from 'chessops/san';
import { makeUci, parseUci } from 'chessops/util';

/** Parses a move typed in SAN or UCI notation. Returns it in UCI notation, or null if it is not legal in `position`. */
export function typedMove(position: Chess, text: string): string | null {
  const trimmed = text.trim();
  const move = parseSan(position, trimmed) ?? parseUci(trimmed.toLowerCase());
  return move && position.isLegal(move) ? makeUci(move) : null;
}
