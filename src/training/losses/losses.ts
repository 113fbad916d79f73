/**
 * The losses of both tasks and their gradients. Each loss is normalised by its value for a uniform guess, so that
 * weights are comparable: ln 4288 for the policy, ln 3 for the outcome, ln V for the next token.
 */
import * as tf from '@tensorflow/tfjs-core';
import { POLICY_SIZE } from '../../chess/board/index.js';
import type { ParameterShape, Parameters } from '../../model/forward/index.js';
import { boardForward, chatForward } from '../../model/forward/index.js';
import { crossEntropy } from '../../model/kernels/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { OPENING_WEIGHT_PLIES } from '../../vocabulary/index.js';
import type { ChatBatch, PositionBatch } from './batches.js';

/** Weight of the outcome loss relative to the policy loss, both normalised. */
const OUTCOME_WEIGHT = 0.3;

/** Variants of the board's loss. */
export interface BoardLossOptions {
  /** Weight of positions before OPENING_WEIGHT_PLIES in the policy loss; 1 by default. */
  readonly openingWeight?: number;
  /** Share of the policy's target spread evenly over all moves (Szegedy et al., arXiv 1512.00567); 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Losses of a batch of positions. `policy` and `outcome` are cross-entropies in nats, `total` is the normalised sum to
 * minimise, `logits` (B, 4288) those of the policy. Must run inside a tidy.
 */
export function boardLosses(
  config: NetworkConfig,
  p: Parameters,
  batch: PositionBatch,
  { openingWeight = 1, labelSmoothing = 0 }: BoardLossOptions = {},
): { policy: tf.Scalar; outcome: tf.Scalar; total: tf.Scalar; logits: tf.Tensor2D } {
  const size = batch.moves.length;
  const out = boardForward(config, p, tf.tensor2d(batch.planes, [size, batch.planes.length / size]));
  const equalWeights = tf.ones([size]) as tf.Tensor1D;
  const weights =
    openingWeight === 1
      ? equalWeights
      : tf.tensor1d(Float32Array.from(batch.plies, (ply) => (ply < OPENING_WEIGHT_PLIES ? openingWeight : 1)));
  const moves = tf.tensor1d(batch.moves, 'int32');
  const policy = crossEntropy(out.policy, moves, weights);
  const outcome = crossEntropy(out.outcome, tf.tensor1d(batch.outcomes, 'int32'), equalWeights);
  const smoothed = labelSmoothing === 0 ? policy : smoothLabels(policy, out.policy, moves, labelSmoothing);
  const total = tf.add(
    tf.mul(smoothed, 1 / Math.log(POLICY_SIZE)),
    tf.mul(outcome, OUTCOME_WEIGHT / Math.log(3)),
  ) as tf.Scalar;
  return { policy, outcome, total, logits: out.policy };
}

/**
 * Label smoothing: (1 - e) CE(label) + e CE(uniform) = CE(label) + e (logit of the label - mean logit), since both
 * share the log-sum-exp.
 */
function smoothLabels(labelLoss: tf.Scalar, logits: tf.Tensor2D, labels: tf.Tensor1D, e: number): tf.Tensor {
  const rows = logits.shape[0];
  const labelLogit = tf.div(tf.sum(tf.mul(logits, tf.oneHot(labels, logits.shape[1]))), rows);
  return tf.add(labelLoss, tf.mul(tf.sub(labelLogit, tf.mean(logits)), e));
}

/** Loss of a batch of sequences: mean nats per target token. Must run inside a tidy. */
export function chatLoss(config: NetworkConfig, p: Parameters, batch: ChatBatch): tf.Scalar {
  const logits = chatForward(
    config,
    p,
    tf.tensor1d(batch.tokens, 'int32'),
    batch.sequences,
    tf.tensor1d(batch.rowIndices, 'int32'),
  );
  return crossEntropy(logits, tf.tensor1d(batch.labels, 'int32'), tf.ones([batch.labels.length]) as tf.Tensor1D);
}

/**
 * Gradients of a loss `f` with respect to the trained tensors, in the order of `shapes`; the caller disposes of them.
 * `f` receives all parameters, trained and frozen, and returns the scalar to differentiate and further scalars, whose
 * values are returned as `readings`. A task's loss reaches only a part of the network: parameters for which `reaches`
 * is false are left out of the tape and get zero gradients.
 */
export async function computeGradients(
  shapes: readonly ParameterShape[],
  trained: readonly tf.Tensor[],
  frozen: Parameters,
  reaches: (name: string) => boolean,
  f: (p: Parameters) => { total: tf.Scalar; read: readonly tf.Scalar[] },
): Promise<{ readings: number[]; gradients: tf.Tensor[] }> {
  const used = shapes.map((_, i) => i).filter((i) => reaches(shapes[i]!.name));
  let read: tf.Scalar[] = [];
  const { value, grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => {
    const p: Record<string, tf.Tensor> = { ...frozen };
    shapes.forEach(({ name }, i) => (p[name] = trained[i]!));
    used.forEach((i, at) => (p[shapes[i]!.name] = xs[at]!));
    const { total, read: scalars } = f(p);
    read = scalars.map((scalar) => tf.keep(tf.clone(scalar)));
    return total;
  })(used.map((i) => trained[i]!));
  value.dispose();
  const readings = await Promise.all(read.map(async (scalar) => (await scalar.data())[0]!));
  tf.dispose(read);
  const gradients: tf.Tensor[] = shapes.map(({ shape }, i) => grads[used.indexOf(i)] ?? tf.zeros([...shape]));
  return { readings, gradients };
}

/** True for parameters that the board's loss depends on. */
export const boardLossReaches = (name: string): boolean => !name.startsWith('chat.');
/** True for parameters that the chat's loss depends on. */
export const chatLossReaches = (name: string): boolean => name.startsWith('chat.') || name.startsWith('trunk.');
