import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, POLICY_SIZE } from '../../chess/board/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import { type BoardOutput, boardForward } from '../forward/index.js';
import type { BoardBatch } from './board-batch.js';
import type { BoardEvaluation } from './evaluate-boards.js';
import { joinFloats } from './join-floats.js';

/** Evaluation of selected moves only: all that a game needs, in a hundredth of the bytes of all logits. */
export interface MovesEvaluation {
  /** Logits of the selected moves, in the order of the boards. */
  readonly logits: Float32Array;
  /** Probabilities of the same moves among all 4288, unmasked; a board's sum is its legal share. */
  readonly probabilities: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/** Tensors of a `MovesEvaluation`, in its order. */
export type MoveTensors = [logits: tf.Tensor, probabilities: tf.Tensor, outcome: tf.Tensor];

/** Evaluates the moves of a batch with one policy network, on TensorFlow. */
export function evaluateMoves(config: PolicyNetwork, p: Parameters, batch: BoardBatch): Promise<MovesEvaluation> {
  const planes = batch.planes.subarray(0, batch.count * BOARD_SIZE);
  const moves = batch.movesOfRows(0, batch.count);
  return readMoves(
    tf.tidy(() => selectMoves(boardForward(config, p, tf.tensor2d(planes, [batch.count, BOARD_SIZE])), moves)),
  );
}

/**
 * Selects moves (row x 4288 + policy index) within TensorFlow: copying all 4288 logits of every board out of it costs
 * as much as a third of the forward pass.
 */
export function selectMoves({ policy, outcome }: BoardOutput, moves: Int32Array): MoveTensors {
  const indices = tf.tensor1d(moves, 'int32');
  const select = (x: tf.Tensor): tf.Tensor => tf.gather(tf.reshape(x, [-1]), indices);
  return [select(policy), select(tf.softmax(policy)), tf.softmax(outcome)];
}

/** Reads selected moves and frees their tensors. */
export async function readMoves(tensors: MoveTensors): Promise<MovesEvaluation> {
  const [logits, probabilities, outcome] = (await Promise.all(tensors.map((tensor) => tensor.data()))) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  tf.dispose(tensors);
  return { logits, probabilities, outcome };
}

/**
 * Selects the legal moves from the result of an evaluation network, whose policy is -Infinity elsewhere. `legal[i]`
 * holds the policy indices of position i.
 */
export function selectLegalMoves(
  { policy, outcome }: BoardEvaluation,
  legal: readonly (readonly number[])[],
): MovesEvaluation {
  const logits = Float32Array.from(
    legal.flatMap((indices, row) => indices.map((index) => policy[row * POLICY_SIZE + index]!)),
  );
  return { logits, probabilities: softmaxByBoard(logits, legal), outcome };
}

function softmaxByBoard(logits: Float32Array, legal: readonly (readonly number[])[]): Float32Array {
  const probabilities = new Float32Array(logits.length);
  let from = 0;
  for (const { length } of legal) {
    const own = logits.subarray(from, from + length);
    const best = own.reduce((highest, logit) => Math.max(highest, logit), -Infinity);
    const weights = own.map((logit) => Math.exp(logit - best));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    probabilities.set(
      weights.map((weight) => weight / total),
      from,
    );
    from += length;
  }
  return probabilities;
}

/** Concatenates the evaluations of consecutive passes. */
export function concatEvaluations(passes: readonly MovesEvaluation[]): MovesEvaluation {
  const join = (part: keyof MovesEvaluation): Float32Array => joinFloats(passes.map((pass) => pass[part]));
  return { logits: join('logits'), probabilities: join('probabilities'), outcome: join('outcome') };
}
