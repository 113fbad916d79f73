/**
 * The loss of an evaluation network: the mean absolute difference from the engine's evaluation, in pawns, as in Spears'
 * work.
 */
import * as tf from '@tensorflow/tfjs-core';
import { SPEARS_BITS } from '../../chess/board/index.js';
import { evaluationForward, type Parameters } from '../../model/forward/index.js';
import type { EvaluationNetwork } from '../../spec/index.js';
import type { EvaluationBatch, EvaluationData, EvaluationFile } from './evaluation-batches.js';

/** A batch of B evaluated positions as tensors. */
export interface EvaluationTensors {
  /** (B, 808) */
  readonly bits: tf.Tensor2D;
  /** (B) evaluations in pawns. */
  readonly pawns: tf.Tensor1D;
}

/** A batch as tensors, which the caller disposes of. */
export const evaluationTensors = ({ bits, pawns }: EvaluationBatch): EvaluationTensors => ({
  bits: tf.tensor2d(bits, [pawns.length, SPEARS_BITS]),
  pawns: tf.tensor1d(pawns),
});

/** Loss of a batch: mean absolute error in pawns. Must run inside a tidy. */
export const evaluationLoss = (
  config: EvaluationNetwork,
  p: Parameters,
  { bits, pawns }: EvaluationTensors,
): tf.Scalar => tf.mean(tf.abs(tf.sub(evaluationForward(config, p, bits), pawns)));

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
    const loss = tf.tidy(() => evaluationLoss(config, p, evaluationTensors(batch)));
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
