/** Gradients of each task of a base for one step. */
import * as tf from '@tensorflow/tfjs-core';
import { parameterShapes } from '../../model/forward/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type { ChatBatch, PositionBatch } from './batches.js';
import {
  type BoardLossOptions,
  boardLosses,
  boardLossReaches,
  chatLoss,
  chatLossReaches,
  computeGradients,
} from './losses.js';

/** Loss readings and gradients of one task. */
export interface TaskGradients {
  /** Board: policy and outcome loss; chat: its loss. Nats, not normalised. */
  readonly readings: readonly number[];
  /** In the order of the config's parameters; the caller disposes of them. */
  readonly gradients: tf.Tensor[];
}

/** Gradients of the board's loss for a policy network; `weights` is in the order of the config's parameters. */
export function boardGradients(
  config: NetworkConfig,
  weights: readonly tf.Tensor[],
  batch: PositionBatch,
  settings: BoardLossOptions,
): Promise<TaskGradients> {
  return computeGradients(parameterShapes(config), weights, {}, boardLossReaches, (p) => {
    const { policy, outcome, total } = boardLosses(config, p, batch, settings);
    return { total, read: [policy, outcome] };
  });
}

/**
 * Gradients of the chat's loss, normalised by ln V and multiplied by `chatWeight`; `weights` is in the order of the
 * config's parameters.
 */
export function chatGradients(
  config: NetworkConfig,
  weights: readonly tf.Tensor[],
  batch: ChatBatch,
  chatWeight: number,
): Promise<TaskGradients> {
  return computeGradients(parameterShapes(config), weights, {}, chatLossReaches, (p) => {
    const loss = chatLoss(config, p, batch);
    return { total: tf.mul(loss, chatWeight / Math.log(config.chat.vocabulary)) as tf.Scalar, read: [loss] };
  });
}

/** Zero gradients and zero readings, for a task that the settings omit. */
export function zeroGradients(config: NetworkConfig, readings: number): TaskGradients {
  return {
    readings: new Array<number>(readings).fill(0),
    gradients: parameterShapes(config).map(({ shape }) => tf.zeros([...shape])),
  };
}
