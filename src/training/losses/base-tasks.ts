/** The tasks of a base, each with the tensors of its batches. */
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledInput } from '../../model/graph/index.js';
import { crossEntropy } from '../../model/kernels/index.js';
import type { EvaluationNetwork, NetworkConfig } from '../../spec/index.js';
import type { ChatBatch, PositionBatch } from './batches.js';
import type { EvaluationBatch } from './evaluation-batches.js';
import { evaluationLoss, evaluationTensors } from './evaluation-loss.js';
import { logitsFrom } from './frozen-tower.js';
import {
  boardLosses,
  boardLossReaches,
  type ChatTensors,
  chatLoss,
  chatLossReaches,
  chatTensors,
  positionTensors,
} from './losses.js';
import type { LossTask } from './task-gradients.js';

/** The board's loss of a policy network. To read: policy and outcome loss, nats. */
export const boardTask = (config: NetworkConfig, labelSmoothing = 0): LossTask => ({
  reads: 2,
  reaches: boardLossReaches,
  loss: (p, batch) => {
    const [planes, moves, outcomes, weights] = batch as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const { policy, outcome, total } = boardLosses(config, p, { planes, moves, outcomes, weights }, labelSmoothing);
    return { total, read: [policy, outcome] };
  },
});

/** A batch for `boardTask`, as in positionTensors. The caller disposes of the tensors. */
export function boardInputs(batch: PositionBatch, openingWeight?: number): CompiledInput[] {
  const { planes, moves, outcomes, weights } = positionTensors(batch, openingWeight);
  return [planes, moves, outcomes, weights].map((tensor) => ({ tensor }));
}

/** The loss of an evaluation network, divided by `unit`, pawns. To read: the loss in pawns. */
export const evaluationTask = (config: EvaluationNetwork, unit: number): LossTask => ({
  reads: 1,
  reaches: boardLossReaches,
  loss: (p, batch) => {
    const [bits, pawns] = batch as [tf.Tensor2D, tf.Tensor1D];
    const loss = evaluationLoss(config, p, { bits, pawns });
    return { total: tf.div(loss, unit), read: [loss] };
  },
});

/** A batch for `evaluationTask`. The caller disposes of the tensors. */
export function evaluationInputs(batch: EvaluationBatch): CompiledInput[] {
  const { bits, pawns } = evaluationTensors(batch);
  return [{ tensor: bits }, { tensor: pawns }];
}

/**
 * The chat's loss, normalised by ln V and multiplied by `weight`. To read: the loss in nats per target token. With
 * `frozen` layers its batches are those of FrozenTower, else of `chatInputs`.
 */
export const chatTask = (config: NetworkConfig, weight: number, frozen = 0): LossTask => ({
  reads: 1,
  reaches: chatLossReaches,
  loss: (p, batch) => {
    const [states, rowIndices, labels, weights] = batch as [tf.Tensor3D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const loss =
      frozen > 0
        ? crossEntropy(logitsFrom(config, p, frozen, states, rowIndices), labels, weights)
        : chatLoss(config, p, chatBatchOf(batch));
    return { total: tf.mul(loss, weight / Math.log(config.chat.vocabulary)) as tf.Scalar, read: [loss] };
  },
});

/** A batch of dialogue for a compiled function; its number of targets makes no new graph. */
export function chatInputs(batch: ChatBatch): CompiledInput[] {
  const { tokens, rowIndices, labels, weights } = chatTensors(batch);
  return [{ tensor: tokens }, ...[rowIndices, labels, weights].map((tensor) => ({ tensor, rows: true }))];
}

/** The tensors of `chatInputs` by name. */
export function chatBatchOf(batch: readonly tf.Tensor[]): ChatTensors {
  const [tokens, rowIndices, labels, weights] = batch as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  return { tokens, rowIndices, labels, weights };
}
