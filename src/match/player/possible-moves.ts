/**
 * Which moves a network could have chosen with the same random number, had its outputs been slightly different: sums of
 * floating-point numbers depend on their order, which batches, runtimes and processors choose. docs/decisions/0011.
 */
import { moveWeights } from '../../chess/board/index.js';
import type { Decoding } from '../../spec/index.js';
import { logitsOf, type MoveContext, moveAt } from './choose-move.js';
import type { MoveEvaluation } from './evaluate-moves.js';
import { GUARD_SCORE, leadsToDraw } from './guard.js';
import { matingMoves } from './mating-moves.js';
import { marginOf, maximumMargin, type Stretch, splitStretch, UNIT } from './uniform-stretch.js';

/**
 * The moves that `chooseMove` could return for the random number `uniform` if every logit, and the score, were changed
 * by at most `tolerance`, with their margins. The margin of a move is the smallest such change, in logits; 0 for the
 * move that is chosen. Where the guard rejects moves before it, the margin is a bound from below.
 *
 * Keys are policy indices. Throws as `chooseMove`.
 *
 * Derivation. Temperature 0: raising one logit and lowering the largest by half their difference makes them equal.
 * Temperature above 0: see `marginOf`. The guard: `score` must cross GUARD_SCORE. A sequence of rejections needs each
 * of its steps, so its margin is the largest of theirs.
 */
export function possibleMoves(
  context: MoveContext,
  evaluation: MoveEvaluation,
  { guard, temperature }: Decoding,
  uniform: number,
  tolerance: number,
): ReadonlyMap<number, number> {
  const { position, history, legal } = context;
  const { logits, score } = evaluation;
  const chosen = moveAt(context, evaluation, { guard, temperature }, uniform).index;
  const margins = new Map<number, number>();
  const add = (index: number, margin: number): void => {
    if (margin <= tolerance && margin < (margins.get(index) ?? Number.POSITIVE_INFINITY)) margins.set(index, margin);
  };

  /** Moves that are taken at their first sampling. */
  const addUnguarded = (moves: readonly number[], cost: number, at = temperature): void => {
    const own = moves === legal ? logits : logitsOf(moves, legal, logits);
    if (at === 0) {
      const best = Math.max(...own);
      moves.forEach((index, i) => add(index, Math.max(cost, own[i] === best ? 0 : (best - own[i]!) / 2)));
    } else
      splitStretch(UNIT, moveWeights(moves, own, at)).forEach((part, i) => {
        if (part) add(moves[i]!, Math.max(cost, marginOf(part, uniform, at, 1)));
      });
  };

  const draws = new Map<number, boolean>();
  const isDraw = (index: number): boolean => {
    let draw = draws.get(index);
    if (draw === undefined) draws.set(index, (draw = leadsToDraw(position, history, index)));
    return draw;
  };
  /** Moves that the guard lets pass, sampled from `moves` in `stretch` as the `step`th, at what that costs so far. */
  const addGuarded = (moves: readonly number[], stretch: Stretch, step: number, cost: number): void => {
    const parts = splitStretch(stretch, moveWeights(moves, logitsOf(moves, legal, logits), temperature));
    for (const [i, part] of parts.entries()) {
      if (!part) continue;
      const index = moves[i]!;
      const margin = Math.max(cost, marginOf(part, uniform, temperature, step));
      if (margin > tolerance) continue;
      if (!isDraw(index)) {
        add(index, margin);
        continue;
      }
      const others = moves.filter((other) => other !== index);
      // Where the tolerance covers the whole stretch, any move may follow. Ending here also bounds the search: of the
      // stretches of one step, which do not overlap, at most two are partly covered.
      if (maximumMargin(part, uniform, temperature, step) <= tolerance)
        for (const other of others) {
          if (!isDraw(other)) add(other, margin);
        }
      else addGuarded(others, part, step + 1, margin);
    }
  };

  const mates = guard === 'none' ? [] : matingMoves(position, legal);
  if (guard === 'none') addUnguarded(legal, 0);
  else if (mates.length > 0) addUnguarded(mates, 0, 0);
  else {
    addUnguarded(legal, Math.max(0, score - GUARD_SCORE));
    const cost = Math.max(0, GUARD_SCORE - score);
    if (cost <= tolerance) {
      const accepted = legal.filter((index) => !isDraw(index));
      if (accepted.length === 0) addUnguarded(legal, cost);
      else if (temperature === 0) addUnguarded(accepted, cost);
      else addGuarded(legal, UNIT, 1, cost);
    }
  }
  margins.set(chosen, 0);
  return margins;
}
