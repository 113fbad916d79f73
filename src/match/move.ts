import type { Chess } from 'chessops';
import { BOARD_SIZE, expandPlanes, legalIndices, packPosition, RECORD_BYTES } from '../chess/encoding.js';
import { PositionHistory } from '../chess/history.js';
import { uciOfIndex } from '../chess/uci-moves.js';
import type { Decoding, Random } from '../spec/index.js';
import { chooseMove } from './choose.js';
import { MatchError, type PolicyModel } from './model.js';

export interface ChosenMove {
  /** UCI notation. */
  readonly move: string;
  readonly legalShare: number;
  readonly guarded: boolean;
  /** The value head's probabilities for the side to move. */
  readonly outcome: { readonly win: number; readonly draw: number; readonly loss: number };
}

/** One move in one position, chosen exactly as in a game. `history` ends with the position; left out, nothing came before. */
export async function moveFor(
  model: PolicyModel,
  position: Chess,
  decoding: Decoding,
  random: Random,
  history: PositionHistory = new PositionHistory(position),
): Promise<ChosenMove> {
  const legal = legalIndices(position);
  if (legal.length === 0) throw new MatchError('bad-position', 'the side to move has no legal move');
  const record = new Uint8Array(RECORD_BYTES);
  const planes = new Float32Array(BOARD_SIZE);
  packPosition(position, record, 0);
  expandPlanes(record, 0, planes, 0);
  const evaluation = await model.evaluate(planes, 1);
  const { index, legalShare, guarded } = chooseMove({ position, history, legal }, evaluation, 0, decoding, random);
  const [win, draw, loss] = evaluation.outcome as unknown as [number, number, number];
  return { move: uciOfIndex(position, index), legalShare, guarded, outcome: { win, draw, loss } };
}
