/**
 * The loss of a network that evaluates: the mean distance from the engine's evaluation, in pawns, as Spears trained
 * his.
 */
import * as tf from '@tensorflow/tfjs-core';
import { SPEARS_BITS } from '../../chess/board/index.js';
import { evaluationForward, type Parameters, parameterShapes } from '../../model/forward/index.js';
import type { EvaluationNetwork } from '../../spec/index.js';
import type { TaskGradients } from './base-gradients.js';
import type { EvaluationBatch, EvaluationData, EvaluationFile } from './evaluation-batches.js';
import { boardLossReaches, computeGradients } from './losses.js';

/** Mean pawns; runs inside a tidy. */
export function evaluationLoss(config: EvaluationNetwork, p: Parameters, { bits, pawns }: EvaluationBatch): tf.Scalar {
  const said = evaluationForward(config, p, tf.tensor2d(bits, [pawns.length, SPEARS_BITS]));
  return tf.mean(tf.abs(tf.sub(said, tf.tensor1d(pawns)))) as tf.Scalar;
}

/** Gradients in the order of the config's parameters, of the loss divided by `unit`; the reading is in pawns. */
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

export interface EvaluationValidation {
  /** Mean distance from the engine's evaluation, pawns. */
  readonly evaluationLoss: number;
  /** The same of the best constant: the median of the training positions. */
  readonly medianLoss: number;
}

const BATCH = 512;

/** Loss on `limit` positions spread evenly over the held-out ones: the same ones each time. */
export async function validateEvaluations(
  config: EvaluationNetwork,
  p: Parameters,
  data: EvaluationData,
  limit: number,
): Promise<EvaluationValidation> {
  const file = data.heldOut;
  const count = Math.min(limit, file.count);
  const numbers = Array.from({ length: count }, (_, i) => Math.floor((i * file.count) / count));
  let sum = 0;
  for (let from = 0; from < count; from += BATCH) {
    const chosen = numbers.slice(from, from + BATCH);
    const batch = file.batch(chosen);
    const loss = tf.tidy(() => evaluationLoss(config, p, batch));
    sum += (await loss.data())[0]! * chosen.length;
    loss.dispose();
  }
  const median = medianOf(data.train);
  const constant = numbers.reduce((total, number) => total + Math.abs(file.pawns(number) - median), 0);
  return { evaluationLoss: sum / count, medianLoss: constant / count };
}

function medianOf(file: EvaluationFile): number {
  const values = Float64Array.from({ length: file.count }, (_, number) => file.pawns(number)).sort();
  return values[values.length >> 1]!;
}
