/** Evaluates boards that many children of one base are asked about, with the rows of tower-rows.ts: trunk and heads. */
import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import { POLICY_SIZE } from '../../chess/board/index.js';
import { joinFloats, type MovesEvaluation } from '../../model/boards/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { boardHeads, trunkForward } from '../../model/forward/index.js';
import { isEvaluation } from '../../spec/index.js';
import { type PolicyWeights, towerKey, towerRows } from './tower-rows.js';

/** Evaluates the legal moves of positions; `legal[i]` holds the policy indices of position i. */
export interface Evaluator<Part extends keyof MovesEvaluation> {
  evaluateMoves(
    positions: readonly Chess[],
    legal: readonly (readonly number[])[],
  ): Promise<Pick<MovesEvaluation, Part>>;
}

/** An evaluator of logits that holds memory until it is closed. */
export interface ClosableEvaluator extends Evaluator<'logits'> {
  close(): Promise<void>;
}

/** Evaluates logits, and probabilities among all moves of a board, illegal ones included. */
export interface MoveEvaluator extends Evaluator<'logits' | 'probabilities'> {
  /** True where illegal moves have no probability at all, because the network plays by search. */
  readonly legalOnly?: boolean;
}

/** Boards of a pass: the rows of more fall out of the processor's caches. */
const BATCH = 64;

/**
 * Returns an evaluator with the results of the network, up to rounding. It is for position objects that are asked about
 * again, in the same order. Nothing is kept of a network that plays by search.
 */
export async function withSharedTower(network: Network): Promise<MoveEvaluator> {
  const { config, parameters } = network;
  if (isEvaluation(config))
    return { legalOnly: true, evaluateMoves: (positions, legal) => network.evaluateMoves(positions, legal) };
  const weights = { config, parameters };
  const tower = await towerKey(weights);
  return {
    evaluateMoves: async (positions, legal) => {
      const logits: Float32Array[] = [];
      const probabilities: Float32Array[] = [];
      for (let from = 0; from < positions.length; from += BATCH) {
        const rows = await towerRows(weights, tower, positions.slice(from, from + BATCH));
        const found = await evaluateRows(weights, rows, legal.slice(from, from + BATCH));
        logits.push(found.logits);
        probabilities.push(found.probabilities);
      }
      return { logits: joinFloats(logits), probabilities: joinFloats(probabilities) };
    },
  };
}

async function evaluateRows(
  { config, parameters }: PolicyWeights,
  values: Float32Array,
  legal: readonly (readonly number[])[],
): Promise<{ logits: Float32Array; probabilities: Float32Array }> {
  const indices = Int32Array.from(legal.flatMap((moves, row) => moves.map((index) => row * POLICY_SIZE + index)));
  const [chosen, totals] = tf.tidy(() => {
    const { width } = config.trunk;
    const rows = tf.tensor2d(values, [values.length / width, width]);
    const { policy } = boardHeads(config, parameters, trunkForward(config, parameters, rows));
    return [tf.gather(tf.reshape(policy, [-1]), tf.tensor1d(indices, 'int32')), tf.logSumExp(policy, 1)] as const;
  }) as unknown as [tf.Tensor1D, tf.Tensor1D];
  const [logits, logTotals] = (await Promise.all([chosen.data(), totals.data()])) as [Float32Array, Float32Array];
  tf.dispose([chosen, totals]);
  const probabilities = new Float32Array(logits.length);
  let at = 0;
  legal.forEach(({ length }, row) => {
    for (const end = at + length; at < end; at++) probabilities[at] = Math.exp(logits[at]! - logTotals[row]!);
  });
  return { logits, probabilities };
}
