/** Forward pass of the chat: from token ids to next-token logits. The dimension letters are those of trunk.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { chatTrunk, isPretrained, type NetworkConfig } from '../../spec/index.js';
import { rmsNorm } from '../kernels/index.js';
import { promptRows } from './chat-prompt.js';
import { towerInput, towerRows } from './chat-tower.js';
import type { Parameters } from './parameters.js';
import { aroundTrunk, pretrainedLogits } from './pretrained-tower.js';
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
  const shared = trunkForward(config, p, trunkInput(config, p, rows), chatTrunk(config));
  return logitsAfterTrunk(config, p, rows, shared);
}

/** Logits (N, V) of the trunk's output (N, W) for the chat tower's rows (N, C). */
export function logitsAfterTrunk(
  config: NetworkConfig,
  p: Parameters,
  rows: tf.Tensor2D,
  shared: tf.Tensor2D,
): tf.Tensor2D {
  const hidden = denseLayer(p, 'chat.head', shared); // (N, C)
  if (isPretrained(config.chat))
    return pretrainedLogits(config.chat, p, tf.add(aroundTrunk(p, rows), hidden) as tf.Tensor2D);
  return tf.matMul(rmsNorm(hidden), p['chat.embedding'] as tf.Tensor2D, false, true);
}

/**
 * Projects the chat tower's rows (N, C) to the width of the trunk, (N, W). Those of a pretrained tower are normed
 * already, with gains.
 */
export const trunkInput = ({ chat }: NetworkConfig, p: Parameters, rows: tf.Tensor2D): tf.Tensor2D =>
  denseLayer(p, 'chat.project', isPretrained(chat) ? rows : rmsNorm(rows));
