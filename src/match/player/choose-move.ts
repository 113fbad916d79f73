/** From a network's evaluation of a position to one move: mask, guard, sampling. */
import type { Chess } from 'chessops';
import type { PositionHistory } from '../../chess/board/index.js';
import type { Decoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import type { MoveEvaluation } from './evaluate-moves.js';
import { checkScore, GUARD_SCORE, leadsToDraw } from './guard.js';
import { matingMoves } from './mating-moves.js';
import { sampleMove } from './sample-move.js';

/** A position in which a move is to be chosen. */
export interface MoveContext {
  readonly position: Chess;
  /** The positions of the game so far, ending with `position`. */
  readonly history: PositionHistory;
  /** Policy indices of all legal moves; at least one. */
  readonly legal: readonly number[];
}

/** The outcome of `chooseMove`. */
export interface MoveChoice {
  /** Policy index of the move. */
  readonly index: number;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: number;
  /** True when the guard decided the move (a mate in one) or replaced the sampled move. */
  readonly guarded: boolean;
}

/**
 * Samples a move from the policy masked to legal moves, at the decoding's temperature. Temperature 0 takes the move
 * with the largest logit, of equal ones the one with the lowest index.
 *
 * The guard `mate-and-repetition` plays a mate in one (the likeliest of several). Otherwise, when the value head
 * expects a score above 0.6 (GUARD_SCORE), it excludes moves that repeat a position of the game and moves that
 * stalemate, and renormalises the policy over the others; if none remains, it excludes nothing.
 *
 * Consumes exactly one number of `random` in every case, so a game's random stream does not depend on the branch taken.
 * Throws MatchError `bad-evaluation` when the guard needs the score and it is not finite.
 */
export function chooseMove(
  context: MoveContext,
  evaluation: MoveEvaluation,
  decoding: Decoding,
  random: Random,
): MoveChoice {
  return moveAt(context, evaluation, decoding, random.next());
}

/** The choice of `chooseMove` when its random number is `uniform`, in [0, 1). */
export function moveAt(
  { position, history, legal }: MoveContext,
  { logits, score, legalShare }: MoveEvaluation,
  { guard, temperature }: Decoding,
  uniform: number,
): MoveChoice {
  if (guard === 'none')
    return { index: sampleMove(legal, logits, temperature, uniform).index, legalShare, guarded: false };

  const mates = matingMoves(position, legal);
  if (mates.length > 0)
    return { index: sampleMove(mates, logitsOf(mates, legal, logits), 0, 0).index, legalShare, guarded: true };
  checkScore(score);
  const first = sampleMove(legal, logits, temperature, uniform);
  if (score <= GUARD_SCORE || !leadsToDraw(position, history, first.index))
    return { index: first.index, legalShare, guarded: false };

  // Rejection sampling without replacement: remove the sampled move and sample from the others until one is accepted.
  // This samples from the renormalised policy without testing moves that are not sampled. `remainder` is again uniform,
  // so no further random number is needed.
  const remaining = legal.slice();
  const weights = logits.slice();
  let last = first;
  while (remaining.length > 1) {
    remaining.splice(last.position, 1);
    weights.splice(last.position, 1);
    last = sampleMove(remaining, weights, temperature, last.remainder);
    if (!leadsToDraw(position, history, last.index)) return { index: last.index, legalShare, guarded: true };
  }
  return { index: first.index, legalShare, guarded: false };
}

/** The logits of some of the legal moves; `logits` are those of `legal`. */
export function logitsOf(
  moves: readonly number[],
  legal: readonly number[],
  logits: readonly number[],
): readonly number[] {
  return moves.map((index) => logits[legal.indexOf(index)]!);
}
