/**
 * The loss of an evaluation network: the mean absolute difference from the engine's evaluation, in pawns, as in Spears'
 * work.
 */
import * as tf from '@tensorflow/tfjs-core';
import { SPEARS_BITS } from '../../chess/board/index.js';
import { evaluationForward, type Parameters, parameterShapes } from '../../model/forward/index.js';
import type { EvaluationNetwork } from '../../spec/index.js';
import type { TaskGradients } from './base-gradients.js';
import type { EvaluationBatch, EvaluationData, EvaluationFile } from './evaluation-batches.js';
import { boardLossReaches, computeGradients } from './losses.js';

/**
 * Loss of a batch: mean absolute error in pawns. Must run inside a tidy.
 */
export function evaluationLoss(config: EvaluationNetwork, p: Parameters, { bits, pawns }: EvaluationBatch): tf.Scalar {
  const predicted = evaluationForward(config, p, tf.tensor2d(bits, [pawns.length, SPEARS_BITS]));
  return tf.mean(tf.abs(tf.sub(predicted, tf.tensor1d(pawns)))) as tf.Scalar;
}

/** Gradients of the loss divided by `unit`, in the order of the config's parameters. The reading is in pawns. */
export function evaluationGradients(
  config: EvaluationNetwork,
  weights: readonly tf.Tensor[],
  batch: EvaluationBatch,
  unit: number,
): Promise<TaskGradients> {
  return computeGradients(parameterShapes(config), weights, {}, boardLossReaches, (p) => {
    const loss = evaluationLoss(config, p, batch);
    return { total: tf.div(loss, unit) as tf.Scalar, read: [loss] };
  });
}

/** Loss of an evaluation network on held-out positions. */
export interface EvaluationValidation {
  /** Mean absolute error, pawns. */
  readonly evaluationLoss: number;
  /** The same for the best constant, the median of the training positions. */
  readonly medianLoss: number;
}

const BATCH = 512;

/** Loss on at most `limit` held-out positions, spread evenly over the file and the same each time. */
export async function validateEvaluations(
  config: EvaluationNetwork,
  p: Parameters,
  data: EvaluationData,
  limit: number,
): Promise<EvaluationValidation> {
  const file = data.heldOut;
  const count = Math.min(limit, file.count);
  const indices = Array.from({ length: count }, (_, i) => Math.floor((i * file.count) / count));
  let sum = 0;
  for (let from = 0; from < count; from += BATCH) {
    const selected = indices.slice(from, from + BATCH);
    const batch = file.batch(selected);
    const loss = tf.tidy(() => evaluationLoss(config, p, batch));
    sum += (await loss.data())[0]! * selected.length;
    loss.dispose();
  }
  const median = medianOf(data.train);
  const constant = indices.reduce((total, index) => total + Math.abs(file.pawns(index) - median), 0);
  return { evaluationLoss: sum / count, medianLoss: constant / count };
}

function medianOf(file: EvaluationFile): number {
  const values = Float64Array.from({ length: file.count }, (_, index) => file.pawns(index)).sort();
  return values[values.length >> 1]!;
}
