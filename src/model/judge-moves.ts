import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, POLICY_SIZE } from '../chess/encoding.js';
import type { PolicyNetwork } from '../spec/index.js';
import { type BoardEvaluation, shapesOf } from './judge-boards.js';
import type { BoardBatch } from './board-batch.js';
import { boardForward } from './board-forward.js';
import type { Parameters } from './parameters.js';

/** What a network thinks of some moves. All that a game needs, in a hundredth of the bytes of all logits. */
export interface MovesEvaluation {
  /** Logits of the moves that were asked for, the boards' one behind the other. */
  readonly logits: Float32Array;
  /** Their probabilities among all 4288, without a mask; added up by board they are its legal share. */
  readonly probabilities: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the mover. */
  readonly outcome: Float32Array;
}

/** One forward pass, or several where only smaller ones are known to give the same bits. */
export function judgeMoves(config: PolicyNetwork, p: Parameters, batch: BoardBatch): MovesEvaluation {
  const size = shapesOf(config, p).sizeFor(batch.count);
  const passes: MovesEvaluation[] = [];
  for (let row = 0; row < batch.count; row += size) passes.push(pass(config, p, batch, row, size));
  return joined(passes);
}

/** The boards from `row` on; rows behind the last hold what they held before, which changes nothing. */
function pass(config: PolicyNetwork, p: Parameters, batch: BoardBatch, row: number, size: number): MovesEvaluation {
  const planes = batch.planes.subarray(row * BOARD_SIZE, (row + size) * BOARD_SIZE);
  const moves = batch.movesOf(row, size);
  const outputs = tf.tidy(() => {
    const out = boardForward(config, p, tf.tensor2d(planes, [size, BOARD_SIZE]));
    const wanted = tf.tensor1d(moves, 'int32');
    const gathered = (x: tf.Tensor): tf.Tensor => tf.gather(tf.reshape(x, [-1]), wanted);
    return [gathered(out.policy), gathered(tf.softmax(out.policy)), tf.softmax(out.outcome)];
  });
  const [logits, probabilities, outcome] = outputs.map((output) => output.dataSync() as Float32Array) as [Float32Array, Float32Array, Float32Array];
  tf.dispose(outputs);
  return { logits, probabilities, outcome: outcome.subarray(0, 3 * Math.min(size, batch.count - row)) };
}

/** What a network that evaluates thinks of them: its raw policy lies on legal moves alone. */
export function movesOfSuccessors({ policy, outcome }: BoardEvaluation, legal: readonly (readonly number[])[]): MovesEvaluation {
  const logits = Float32Array.from(legal.flatMap((indices, row) => indices.map((index) => policy[row * POLICY_SIZE + index]!)));
  return { logits, probabilities: softmaxByBoard(logits, legal), outcome };
}

function softmaxByBoard(logits: Float32Array, legal: readonly (readonly number[])[]): Float32Array {
  const probabilities = new Float32Array(logits.length);
  let from = 0;
  for (const { length } of legal) {
    const own = logits.subarray(from, from + length);
    const best = own.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const weights = own.map((logit) => Math.exp(logit - best));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    probabilities.set(weights.map((weight) => weight / total), from);
    from += length;
  }
  return probabilities;
}

/** Passes one behind the other as one. */
export function joined(passes: readonly MovesEvaluation[]): MovesEvaluation {
  if (passes.length === 1) return passes[0]!;
  const join = (part: keyof MovesEvaluation): Float32Array => {
    const all = new Float32Array(passes.reduce((sum, one) => sum + one[part].length, 0));
    let at = 0;
    for (const one of passes) {
      all.set(one[part], at);
      at += one[part].length;
    }
    return all;
  };
  return { logits: join('logits'), probabilities: join('probabilities'), outcome: join('outcome') };
}
