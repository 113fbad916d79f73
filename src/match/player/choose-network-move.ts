import type { Chess } from 'chessops';
import { legalIndices, PositionHistory, uciOfIndex } from '../../chess/board/index.js';
import type { Decoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import { chooseMove } from './choose-move.js';
import { legalMoveEvaluation } from './evaluate-moves.js';
import { MatchError, type PolicyModel } from './player.js';

/** A move that a network chose, with its evaluation of the position. */
export interface ChosenMove {
  /** UCI notation. */
  readonly move: string;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: number;
  /** True when the guard decided or changed the move. */
  readonly guarded: boolean;
  /** The value head's probabilities for the side to move. */
  readonly outcome: { readonly win: number; readonly draw: number; readonly loss: number };
}

interface MoveRequest {
  /** The position with the side to move; it must have a legal move. */
  readonly position: Chess;
  /** The positions of the game so far, ending with `position`; by default only that one. */
  readonly history?: PositionHistory;
  readonly decoding: Decoding;
  readonly random: Random;
  /** UCI moves: restricts the choice to these, unless none of them is legal. */
  readonly allowed?: readonly string[];
}

/**
 * Evaluates one position and chooses a move exactly as in a game. Throws MatchError `bad-position` or `bad-evaluation`.
 */
export async function chooseNetworkMove(
  model: PolicyModel,
  { position, history = new PositionHistory(position), decoding, random, allowed = [] }: MoveRequest,
): Promise<ChosenMove> {
  const all = legalIndices(position);
  const selected = allowed.length === 0 ? [] : all.filter((index) => allowed.includes(uciOfIndex(position, index)));
  const legal = selected.length > 0 ? selected : all;
  if (legal.length === 0) throw new MatchError('bad-position', 'the side to move has no legal move');
  const evaluation = await model.evaluate([position]);
  const { index, legalShare, guarded } = chooseMove(
    { position, history, legal },
    legalMoveEvaluation(evaluation, 0, legal),
    decoding,
    random,
  );
  const [win, draw, loss] = evaluation.outcome as unknown as [number, number, number];
  return { move: uciOfIndex(position, index), legalShare, guarded, outcome: { win, draw, loss } };
}
