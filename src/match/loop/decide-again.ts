import type { Chess } from 'chessops';
import type { PositionHistory } from '../../chess/board/index.js';
import { uciOfIndex } from '../../chess/board/index.js';
import { type Decoding, LOGIT_TOLERANCE } from '../../spec/index.js';
import { type BoardQuery, type MoveEvaluation, moveAt, possibleMoves } from '../player/index.js';
import type { ReplayTally } from './replay-tally.js';

/** A recorded move of a network, with all that decides it but the network's evaluation. */
export interface Decision extends BoardQuery {
  /** A copy. */
  readonly position: Chess;
  /** A copy; it ends with `position`. */
  readonly history: PositionHistory;
  /** A copy. */
  readonly line: readonly string[];
  readonly decoding: Decoding;
  /** The random number of this move, in [0, 1). */
  readonly uniform: number;
  /** From 0, the first half-move of the opening. */
  readonly ply: number;
  /** Policy index of the recorded move. */
  readonly recorded: number;
  /** Counts of the game. */
  readonly tally: ReplayTally;
}

/**
 * Compares a recorded move with the choice by an evaluation of today, and counts it as the same, as a tie or as a
 * difference. Throws MatchError `bad-evaluation`.
 */
export function decideAgain(decision: Decision, evaluation: MoveEvaluation): void {
  const { position, decoding, uniform, ply, recorded, tally } = decision;
  const { index } = moveAt(decision, evaluation, decoding, uniform);
  tally.decided++;
  if (index === recorded) {
    tally.same++;
    return;
  }
  const marginWithin = (tolerance: number): number | undefined =>
    possibleMoves(decision, evaluation, decoding, uniform, tolerance).get(recorded);
  const tie = marginWithin(LOGIT_TOLERANCE);
  if (tie !== undefined) {
    tally.ties.push({ ply, margin: tie });
    return;
  }
  const margin = marginWithin(Number.POSITIVE_INFINITY);
  const needed =
    margin === undefined ? 'which no change of the logits makes possible' : `a change of ${margin.toPrecision(2)} away`;
  const [own, other] = [uciOfIndex(position, recorded), uciOfIndex(position, index)];
  tally.differ(
    ply,
    `ply ${ply + 1} is ${own} on record and ${other} in the replay, ${needed}`,
    ...(margin === undefined ? [] : [margin]),
  );
}
