/** The tests of the guard `mate-and-repetition`, besides that for mates. */
import type { Chess } from 'chessops';
import { indexToMove, type PositionHistory } from '../../chess/board/index.js';
import { MatchError } from './player.js';

/** P(win) + P(draw) / 2 above which the guard avoids a draw by repetition or stalemate. */
export const GUARD_SCORE = 0.6;

/** Throws MatchError `bad-evaluation` unless the score, which the guard needs, is finite. */
export function checkScore(score: number): void {
  if (!Number.isFinite(score)) throw new MatchError('bad-evaluation', 'the value head gave no number');
}

/** True for a move, given by its policy index, that repeats a position of the game or stalemates. */
export function leadsToDraw(position: Chess, history: PositionHistory, index: number): boolean {
  const next = position.clone();
  next.play(indexToMove(position, index));
  return history.hasOccurred(next) || next.isStalemate();
}
