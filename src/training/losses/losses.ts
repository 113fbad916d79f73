/**
 * The losses of both tasks. Each loss is normalised by its value for a uniform guess, so that
 * weights are comparable: ln 4288 for the policy, ln 3 for the outcome, ln V for the next token.
 */
import * as tf from '@tensorflow/tfjs-core';
import { POLICY_SIZE } from '../../chess/board/index.js';
import { boardForward, chatForward, isBoardParameter, type Parameters } from '../../model/forward/index.js';
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

/** A batch of B positions as tensors. */
export interface PositionTensors {
  /** (B, 1152) */
  readonly planes: tf.Tensor2D;
  /** (B) int32 */
  readonly moves: tf.Tensor1D;
  /** (B) int32 */
  readonly outcomes: tf.Tensor1D;
  /** (B) weights of the positions in the policy loss. */
  readonly weights: tf.Tensor1D;
}

/** A batch of positions as tensors, which the caller disposes of. `openingWeight` as in BoardLossOptions. */
export function positionTensors(batch: PositionBatch, openingWeight = 1): PositionTensors {
  const size = batch.moves.length;
  return {
    planes: tf.tensor2d(batch.planes, [size, batch.planes.length / size]),
    moves: tf.tensor1d(batch.moves, 'int32'),
    outcomes: tf.tensor1d(batch.outcomes, 'int32'),
    weights: tf.tensor1d(Float32Array.from(batch.plies, (ply) => (ply < OPENING_WEIGHT_PLIES ? openingWeight : 1))),
  };
}

/**
 * Losses of a batch of positions. `policy` and `outcome` are cross-entropies in nats, `total` is the normalised sum to
 * minimise, `logits` (B, 4288) those of the policy. Must run inside a tidy.
 */
export function boardLosses(
  config: NetworkConfig,
  p: Parameters,
  { planes, moves, outcomes, weights }: PositionTensors,
  labelSmoothing = 0,
): { policy: tf.Scalar; outcome: tf.Scalar; total: tf.Scalar; logits: tf.Tensor2D } {
  const out = boardForward(config, p, planes);
  const policy = crossEntropy(out.policy, moves, weights);
  const outcome = crossEntropy(out.outcome, outcomes, tf.onesLike(weights));
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

/** A batch of B sequences of T tokens as tensors, with N targets. */
export interface ChatTensors {
  /** (B, T) int32 */
  readonly tokens: tf.Tensor2D;
  /** (N) int32, as in ChatBatch. */
  readonly rowIndices: tf.Tensor1D;
  /** (N) int32 */
  readonly labels: tf.Tensor1D;
  /** (N) weights of the targets in the loss. */
  readonly weights: tf.Tensor1D;
}

/** A batch of sequences as tensors, all targets of equal weight. The caller disposes of them. */
export const chatTensors = ({ tokens, sequences, rowIndices, labels }: ChatBatch): ChatTensors => ({
  tokens: tf.tensor2d(tokens, [sequences, tokens.length / sequences], 'int32'),
  rowIndices: tf.tensor1d(rowIndices, 'int32'),
  labels: tf.tensor1d(labels, 'int32'),
  weights: tf.ones([labels.length]),
});

/** Next-token logits (N, V) of a batch at its targets. Must run inside a tidy. */
export function chatLogits(
  config: NetworkConfig,
  p: Parameters,
  { tokens, rowIndices }: Pick<ChatTensors, 'tokens' | 'rowIndices'>,
): tf.Tensor2D {
  return chatForward(config, p, tf.reshape(tokens, [tokens.size]), tokens.shape[0], rowIndices);
}

/** Loss of a batch of sequences: mean nats per target token. Must run inside a tidy. */
export const chatLoss = (config: NetworkConfig, p: Parameters, batch: ChatTensors): tf.Scalar =>
  crossEntropy(chatLogits(config, p, batch), batch.labels, batch.weights);

/** True for parameters that the board's loss depends on. */
export const boardLossReaches = isBoardParameter;
/** True for parameters that the chat's loss depends on. */
export const chatLossReaches = (name: string): boolean => name.startsWith('chat.') || name.startsWith('trunk.');
