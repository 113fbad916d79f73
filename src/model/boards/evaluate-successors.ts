/**
 * Move choice of an evaluation network: a one-ply search. Every legal move is made, the resulting position is
 * evaluated, and its value to the mover becomes the move's logit. So the policy covers legal moves only: its legal
 * share is 1 by construction and says nothing about such a network. Moves that end the game are scored by the rules.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import {
  expandSpears,
  indexToMove,
  legalIndices,
  POLICY_SIZE,
  packSpears,
  SPEARS_BITS,
  SPEARS_BYTES,
  WIN_CURVE_SLOPE,
} from '../../chess/board/index.js';
import type { EvaluationNetwork } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import { evaluationForward } from '../forward/index.js';
import type { BoardEvaluation } from './evaluate-boards.js';

/** Evaluations are clamped to this many pawns either way, as Spears clamps the targets. */
export const MAX_PAWNS = 15;
/** Value of a mate: more than any evaluation. */
const MATE_PAWNS = 2 * MAX_PAWNS;
/** At temperature 1 a move that is a pawn worse is sampled exp(-4) = 0.018 times as often. */
const LOGITS_PER_PAWN = 4;

/** Maximum number of positions in a forward pass. */
const ROWS = 256;

/**
 * Evaluates positions with an evaluation network, each of which must have a legal move. The outcome has no draws: only
 * the chances of winning and losing.
 */
export async function evaluateBySuccessors(
  config: EvaluationNetwork,
  p: Parameters,
  positions: readonly Chess[],
): Promise<BoardEvaluation> {
  const policy = new Float32Array(positions.length * POLICY_SIZE).fill(-Infinity);
  const outcome = new Float32Array(positions.length * 3);
  const queries: { readonly position: Chess; readonly onResult: (pawns: number) => void }[] = [];
  positions.forEach((position, row) => {
    const sign = position.turn === 'white' ? 1 : -1;
    queries.push({
      position,
      onResult: (pawns) => {
        const win = winChance(sign * pawns);
        outcome.set([win, 0, 1 - win], row * 3);
      },
    });
    for (const index of legalIndices(position)) {
      const next = position.clone();
      next.play(indexToMove(position, index));
      const terminal = terminalPawns(next);
      const at = row * POLICY_SIZE + index;
      if (terminal === undefined)
        queries.push({ position: next, onResult: (pawns) => (policy[at] = LOGITS_PER_PAWN * sign * pawns) });
      else policy[at] = LOGITS_PER_PAWN * terminal;
    }
  });
  for (let from = 0; from < queries.length; from += ROWS) {
    const batch = queries.slice(from, from + ROWS);
    const values = await evaluatePawns(
      config,
      p,
      batch.map(({ position }) => position),
    );
    batch.forEach(({ onResult }, row) => onResult(values[row]!));
  }
  return { policy, outcome };
}

/** Value in pawns of a finished game to the player who made the last move; undefined while the game goes on. */
function terminalPawns(position: Chess): number | undefined {
  if (!position.hasDests()) return position.isCheck() ? MATE_PAWNS : 0;
  return position.isInsufficientMaterial() ? 0 : undefined;
}

/** Evaluates at most ROWS positions: pawns from White's view, clamped to MAX_PAWNS. */
async function evaluatePawns(
  config: EvaluationNetwork,
  p: Parameters,
  positions: readonly Chess[],
): Promise<Float32Array> {
  const bits = new Float32Array(positions.length * SPEARS_BITS);
  const bytes = new Uint8Array(SPEARS_BYTES);
  positions.forEach((position, row) => {
    packSpears(position, bytes, 0);
    expandSpears(bytes, 0, bits, row * SPEARS_BITS);
  });
  const pawns = tf.tidy(() =>
    tf.clipByValue(
      evaluationForward(config, p, tf.tensor2d(bits, [positions.length, SPEARS_BITS])),
      -MAX_PAWNS,
      MAX_PAWNS,
    ),
  );
  const values = (await pawns.data()) as Float32Array;
  pawns.dispose();
  return values;
}

const winChance = (pawns: number): number => 1 / (1 + Math.exp(-WIN_CURVE_SLOPE * 100 * pawns));
