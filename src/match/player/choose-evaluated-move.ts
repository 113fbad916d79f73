import type { Chess } from 'chessops';
import { legalIndices, PositionHistory, uciOfIndex } from '../../chess/board/index.js';
import type { Decoding, Random } from '../../spec/index.js';
import { chooseMove } from './choose-move.js';
import { moveEvaluationOf } from './evaluate-moves.js';
import { MatchError, type PolicyModel } from './player.js';

export interface ChosenMove {
  /** UCI notation. */
  readonly move: string;
  readonly legalShare: number;
  readonly guarded: boolean;
  /** The value head's probabilities for the side to move. */
  readonly outcome: { readonly win: number; readonly draw: number; readonly loss: number };
}

/**
 * One move in one position, chosen exactly as in a game. `history` ends with the position; left out, nothing came
 * before. `among` keeps the choice to these moves (UCI notation), where one of them is legal.
 */
export async function chooseMoveFor(
  model: PolicyModel,
  position: Chess,
  decoding: Decoding,
  random: Random,
  history: PositionHistory = new PositionHistory(position),
  among: readonly string[] = [],
): Promise<ChosenMove> {
  const all = legalIndices(position);
  const named = among.length === 0 ? [] : all.filter((index) => among.includes(uciOfIndex(position, index)));
  const legal = named.length > 0 ? named : all;
  if (legal.length === 0) throw new MatchError('bad-position', 'the side to move has no legal move');
  const evaluation = await model.evaluate([position]);
  const { index, legalShare, guarded } = chooseMove(
    { position, history, legal },
    moveEvaluationOf(evaluation, 0, legal),
    decoding,
    random,
  );
  const [win, draw, loss] = evaluation.outcome as unknown as [number, number, number];
  return { move: uciOfIndex(position, index), legalShare, guarded, outcome: { win, draw, loss } };
}
