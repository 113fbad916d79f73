import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, POLICY_SIZE } from '../../chess/board/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import { type BoardOutput, boardForward } from '../forward/index.js';
import type { BoardBatch } from './board-batch.js';
import { type BoardEvaluation, batchSize } from './evaluate-boards.js';

/** Evaluation of selected moves only: all that a game needs, in a hundredth of the bytes of all logits. */
export interface MovesEvaluation {
  /** Logits of the selected moves, in the order of the boards. */
  readonly logits: Float32Array;
  /** Probabilities of the same moves among all 4288, unmasked; a board's sum is its legal share. */
  readonly probabilities: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/** Evaluates the moves of a batch with one policy network. */
export function evaluateMoves(config: PolicyNetwork, p: Parameters, batch: BoardBatch): MovesEvaluation {
  const size = batchSize(config, p, batch.count);
  return evaluatePasses(batch, size, (planes) => boardForward(config, p, tf.tensor2d(planes, [size, BOARD_SIZE])));
}

/**
 * Evaluates a batch in one forward pass, or in several where only smaller sizes are reproducible. `forward` receives
 * the planes of `size` boards from board `row` on; rows beyond the last board are stale, which changes nothing.
 */
export function evaluatePasses(
  batch: BoardBatch,
  size: number,
  forward: (planes: Float32Array, row: number) => BoardOutput,
): MovesEvaluation {
  const passes: MovesEvaluation[] = [];
  for (let row = 0; row < batch.count; row += size) {
    const planes = batch.planes.subarray(row * BOARD_SIZE, (row + size) * BOARD_SIZE);
    passes.push(
      evaluatePass(batch.movesOfRows(row, size), Math.min(size, batch.count - row), () => forward(planes, row)),
    );
  }
  return concatEvaluations(passes);
}

/**
 * Copies out the selected moves only: copying all 4288 logits of every board out of TensorFlow costs as much as a third
 * of the forward pass.
 */
function evaluatePass(moves: Int32Array, boards: number, forward: () => BoardOutput): MovesEvaluation {
  const outputs = tf.tidy(() => {
    const { policy, outcome } = forward();
    const indices = tf.tensor1d(moves, 'int32');
    const select = (x: tf.Tensor): tf.Tensor => tf.gather(tf.reshape(x, [-1]), indices);
    return [select(policy), select(tf.softmax(policy)), tf.softmax(outcome)];
  });
  const [logits, probabilities, outcome] = outputs.map((output) => output.dataSync() as Float32Array) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  tf.dispose(outputs);
  return { logits, probabilities, outcome: outcome.subarray(0, 3 * boards) };
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
  if (passes.length === 1) return passes[0]!;
  const join = (part: keyof MovesEvaluation): Float32Array => {
    const all = new Float32Array(passes.reduce((sum, pass) => sum + pass[part].length, 0));
    let at = 0;
    for (const pass of passes) {
      all.set(pass[part], at);
      at += pass[part].length;
    }
    return all;
  };
  return { logits: join('logits'), probabilities: join('probabilities'), outcome: join('outcome') };
}
