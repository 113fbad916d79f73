/** Forward pass of the chat: from token ids to next-token logits. The dimension letters are those of trunk.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { chatTrunk, type NetworkConfig } from '../../spec/index.js';
import { rmsNorm } from '../kernels/index.js';
import { promptRows } from './chat-prompt.js';
import { towerInput, towerRows } from './chat-tower.js';
import type { Parameters } from './parameters.js';
import { denseLayer, trunkForward } from './trunk.js';

/**
 * Next-token logits (N, V) at the rows `rowIndices` (N) int32 of the flattened tokens (B * T); `sequences` is B.
 */
export const chatForward = (
  config: NetworkConfig,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  rowIndices: tf.Tensor1D,
): tf.Tensor2D => tokenLogits(config, p, chatRows(config, p, tokens, sequences, rowIndices));

/** Output (N, C) of the chat tower at those rows; arguments as for `chatForward`. */
export function chatRows(
  config: NetworkConfig,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  rowIndices: tf.Tensor1D,
): tf.Tensor2D {
  const prompts = promptRows(config, p, tokens, sequences);
  const input = towerInput(config.chat, p, tokens, sequences);
  return towerRows(config.chat, p, input, sequences, 0, rowIndices, prompts);
}

/**
 * The chat tower's rows (N, C) through the trunk to logits (N, V). Rows are independent from here on, so those whose
 * logits are not needed are dropped before.
 */
export function tokenLogits(config: NetworkConfig, p: Parameters, rows: tf.Tensor2D): tf.Tensor2D {
  const shared = trunkForward(config, p, trunkInput(p, rows), chatTrunk(config));
  const hidden = rmsNorm(denseLayer(p, 'chat.head', shared)); // (N, C)
  return tf.matMul(hidden, p['chat.embedding'] as tf.Tensor2D, false, true);
}

/** Projects the chat tower's rows (N, C) to the width of the trunk, (N, W). */
export const trunkInput = (p: Parameters, rows: tf.Tensor2D): tf.Tensor2D =>
  denseLayer(p, 'chat.project', rmsNorm(rows));
