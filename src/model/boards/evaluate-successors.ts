/**
 * The play of a network that evaluates: a search of one ply. Every legal move is made, the position after it judged,
 * and the mover's view of that is the move's logit. So the raw policy lies on legal moves alone: its legal share is 1
 * by construction and says nothing about such a network. Moves that end the game are scored by the rules.
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
} from '../../chess/board/index.js';
import type { EvaluationNetwork } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import { evaluationForward } from '../forward/index.js';
import type { BoardEvaluation } from './evaluate-boards.js';

/** Evaluations lie within this many pawns: Spears' clamp of the targets. */
export const MAX_PAWNS = 15;
/** A mate is worth more than any evaluation. */
const MATE_PAWNS = 2 * MAX_PAWNS;
/** At temperature 1 a move that is a pawn worse is drawn exp(-4) = 0.018 times as often. */
const LOGITS_PER_PAWN = 4;
/** Lichess' chance of winning by centipawns: 1 / (1 + exp(-0.00368208 cp)), lichess.org/page/accuracy. */
const WIN_CHANCE_SLOPE = 0.00368208;

/** Rows of one forward pass, always padded to this: a game must replay alone move for move. */
const ROWS = 256;

/** What a network that evaluates thinks of the positions. No draws: its outcome is the chance of winning or losing. */
export async function evaluateBySuccessors(
  config: EvaluationNetwork,
  p: Parameters,
  positions: readonly Chess[],
): Promise<BoardEvaluation> {
  const policy = new Float32Array(positions.length * POLICY_SIZE).fill(-Infinity);
  const outcome = new Float32Array(positions.length * 3);
  const asked: { readonly position: Chess; readonly answer: (pawns: number) => void }[] = [];
  positions.forEach((position, row) => {
    const sign = position.turn === 'white' ? 1 : -1;
    asked.push({
      position,
      answer: (pawns) => {
        const win = winChance(sign * pawns);
        outcome.set([win, 0, 1 - win], row * 3);
      },
    });
    for (const index of legalIndices(position)) {
      const next = position.clone();
      next.play(indexToMove(position, index));
      const known = terminalPawns(next);
      const at = row * POLICY_SIZE + index;
      if (known === undefined)
        asked.push({ position: next, answer: (pawns) => (policy[at] = LOGITS_PER_PAWN * sign * pawns) });
      else policy[at] = LOGITS_PER_PAWN * known;
    }
  });
  for (let from = 0; from < asked.length; from += ROWS) {
    const batch = asked.slice(from, from + ROWS);
    const values = await evaluatePawns(
      config,
      p,
      batch.map(({ position }) => position),
    );
    batch.forEach(({ answer }, row) => answer(values[row]!));
  }
  return { policy, outcome };
}

/** Pawns of a game that is over, for the one who made the last move; undefined while it goes on. */
function terminalPawns(position: Chess): number | undefined {
  if (!position.hasDests()) return position.isCheck() ? MATE_PAWNS : 0;
  return position.isInsufficientMaterial() ? 0 : undefined;
}

/** Evaluations of at most ROWS positions: pawns seen from White, within MOST_PAWNS. */
async function evaluatePawns(
  config: EvaluationNetwork,
  p: Parameters,
  positions: readonly Chess[],
): Promise<Float32Array> {
  const bits = new Float32Array(ROWS * SPEARS_BITS);
  const bytes = new Uint8Array(SPEARS_BYTES);
  positions.forEach((position, row) => {
    packSpears(position, bytes, 0);
    expandSpears(bytes, 0, bits, row * SPEARS_BITS);
  });
  const pawns = tf.tidy(() =>
    tf.clipByValue(evaluationForward(config, p, tf.tensor2d(bits, [ROWS, SPEARS_BITS])), -MAX_PAWNS, MAX_PAWNS),
  );
  const values = (await pawns.data()) as Float32Array;
  pawns.dispose();
  return values;
}

const winChance = (pawns: number): number => 1 / (1 + Math.exp(-WIN_CHANCE_SLOPE * 100 * pawns));
