/** From a network's evaluation of a position to one move: mask, guard, sampling. */
import type { Chess } from 'chessops';
import type { PositionHistory } from '../../chess/board/index.js';
import { indexToMove, moveWeights } from '../../chess/board/index.js';
import type { Decoding, Random } from '../../spec/index.js';
import type { MoveEvaluation } from './evaluate-moves.js';
import { matingMoves } from './mating-moves.js';
import { MatchError } from './player.js';

/** P(win) + P(draw) / 2 above which the guard avoids a draw by repetition or stalemate. */
const GUARD_SCORE = 0.6;

/** A position in which a move is to be chosen. */
interface MoveContext {
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
  { position, history, legal }: MoveContext,
  { logits, score, legalShare }: MoveEvaluation,
  decoding: Decoding,
  random: Random,
): MoveChoice {
  const uniform = random.next();
  if (decoding.guard === 'none')
    return { index: sample(legal, logits, decoding.temperature, uniform).index, legalShare, guarded: false };

  const mates = matingMoves(position, legal);
  if (mates.length > 0) {
    const mate = sample(
      mates,
      mates.map((index) => logits[legal.indexOf(index)]!),
      0,
      0,
    ).index;
    return { index: mate, legalShare, guarded: true };
  }
  if (!Number.isFinite(score)) throw new MatchError('bad-evaluation', 'the value head gave no number');
  const first = sample(legal, logits, decoding.temperature, uniform);
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
    last = sample(remaining, weights, decoding.temperature, last.remainder);
    if (!leadsToDraw(position, history, last.index)) return { index: last.index, legalShare, guarded: true };
  }
  return { index: first.index, legalShare, guarded: false };
}

interface Sample {
  /** Policy index of the move. */
  readonly index: number;
  /** Index of the move in the list that was sampled from. */
  readonly position: number;
  /** The unused part of the uniform number: again uniform in [0, 1), and independent of the move. */
  readonly remainder: number;
}

/** Samples from softmax(logits / temperature) by inversion of the cumulative distribution at `uniform` in [0, 1). */
function sample(moves: readonly number[], logits: readonly number[], temperature: number, uniform: number): Sample {
  const weights = moveWeights(moves, logits, temperature);
  let total = 0;
  for (const weight of weights) total += weight;
  let target = uniform * total;
  let position = 0;
  while (position < weights.length - 1 && target >= weights[position]!) target -= weights[position++]!;
  while (weights[position] === 0) position--; // rounding at the end of the list
  const remainder = Math.min(Math.max(target / weights[position]!, 0), 1 - 2 ** -32);
  return { index: moves[position]!, position, remainder };
}

/** True for a move that repeats a position of the game or stalemates. */
function leadsToDraw(position: Chess, history: PositionHistory, index: number): boolean {
  const next = position.clone();
  next.play(indexToMove(position, index));
  return history.hasOccurred(next) || next.isStalemate();
}
