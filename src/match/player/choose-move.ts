/** From a network's judgement of a position to one move. */
import type { Chess } from 'chessops';
import type { PositionHistory } from '../../chess/board/index.js';
import { indexToMove } from '../../chess/board/index.js';
import type { Decoding, Random } from '../../spec/index.js';
import { indexOfMaximum, type MoveEvaluation } from './evaluate-moves.js';
import { matingMoves } from './mating-moves.js';
import { MatchError } from './player.js';

/** P(win) + P(draw) / 2 above which the guard avoids a draw by repetition or stalemate. */
export const GUARD_SCORE = 0.6;

/** A position with a move to be chosen; `legal` holds the policy indices of all legal moves, one at least. */
export interface GuardContext {
  readonly position: Chess;
  readonly history: PositionHistory;
  readonly legal: readonly number[];
}

export interface MoveChoice {
  /** Policy index of the move. */
  readonly index: number;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: number;
  /** True when the guard decided the move (a mate in one) or changed it (the drawn move was dropped). */
  readonly guarded: boolean;
}

/**
 * Draws a move from the policy masked to legal moves, at the decoding's temperature; 0 takes the best move, of equal
 * ones the lowest index.
 *
 * The guard `mate-and-repetition` plays a mate in one (the likeliest of several). Else, when the value head expects
 * more than GUARD_SCORE, moves to a position that stood on the board before and moves that stalemate are dropped and
 * the rest renormalised; if nothing remains, nothing is dropped.
 *
 * Takes exactly one number from `random` whatever happens, so that a game's stream does not depend on the path here.
 */
export function chooseMove(
  { position, history, legal }: GuardContext,
  { logits, score, legalShare }: MoveEvaluation,
  decoding: Decoding,
  random: Random,
): MoveChoice {
  const uniform = random.next();
  if (decoding.guard === 'none')
    return { index: draw(legal, logits, decoding.temperature, uniform).index, legalShare, guarded: false };

  const mates = matingMoves(position, legal);
  if (mates.length > 0) {
    const mate = draw(
      mates,
      mates.map((index) => logits[legal.indexOf(index)]!),
      0,
      0,
    ).index;
    return { index: mate, legalShare, guarded: true };
  }
  if (!Number.isFinite(score)) throw new MatchError('bad-evaluation', 'the value head gave no number');
  const first = draw(legal, logits, decoding.temperature, uniform);
  if (score <= GUARD_SCORE || !drawish(position, history, first.index))
    return { index: first.index, legalShare, guarded: false };

  // The drawn move is dropped and another drawn from the rest, until one holds. That is a draw from the renormalised
  // policy without looking at moves that are not drawn; `rest` is again uniform, so no new random number is needed.
  const remaining = legal.slice();
  const weights = logits.slice();
  let last = first;
  while (remaining.length > 1) {
    remaining.splice(last.place, 1);
    weights.splice(last.place, 1);
    last = draw(remaining, weights, decoding.temperature, last.rest);
    if (!drawish(position, history, last.index)) return { index: last.index, legalShare, guarded: true };
  }
  return { index: first.index, legalShare, guarded: false };
}

interface Draw {
  readonly index: number;
  /** Where the move stands in the list drawn from. */
  readonly place: number;
  /** What is left of the uniform number: uniform in [0, 1) and independent of the move. */
  readonly rest: number;
}

/** Draws from softmax(logits / temperature) by the inverse of its distribution function at `uniform`. */
function draw(moves: readonly number[], logits: readonly number[], temperature: number, uniform: number): Draw {
  if (temperature === 0) {
    let place = 0;
    for (let i = 1; i < moves.length; i++) {
      const gain = logits[i]! - logits[place]!;
      if (gain > 0 || (gain === 0 && moves[i]! < moves[place]!)) place = i;
    }
    return { index: moves[place]!, place, rest: uniform };
  }
  const best = indexOfMaximum(logits);
  // Equal logits, or none but -Infinity left: every move weighs the same.
  const weights = logits.map((logit) => (logit === best ? 1 : Math.exp((logit - best) / temperature)));
  let total = 0;
  for (const weight of weights) total += weight;
  let target = uniform * total;
  let place = 0;
  while (place < weights.length - 1 && target >= weights[place]!) target -= weights[place++]!;
  while (weights[place] === 0) place--; // rounding at the very end
  return { index: moves[place]!, place, rest: Math.min(Math.max(target / weights[place]!, 0), 1 - 2 ** -32) };
}

/** True for a move that repeats a position or stalemates. */
function drawish(position: Chess, history: PositionHistory, index: number): boolean {
  const next = position.clone();
  next.play(indexToMove(position, index));
  return history.hasSeen(next) || next.isStalemate();
}
