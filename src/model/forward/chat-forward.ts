/** Forward pass of the chat: from token ids to next-token logits. The dimension letters are those of trunk.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { chatTrunk, type DecoderChat, isRecurrent, type NetworkConfig, type RecurrentChat } from '../../spec/index.js';
import { attention, embed, gru, rmsNorm } from '../kernels/index.js';
import { promptRows } from './chat-prompt.js';
import type { Parameters } from './parameters.js';
import { denseLayer, trunkForward } from './trunk.js';

/**
 * Causal decoder: tokens (B * T) int32 -> its output (N, C) at `rowIndices` (N). Prompts (B, P, C) are read before the
 * tokens. What follows the last attention is computed for those rows only.
 */
function decoderTower(
  { width, heads, layers }: DecoderChat,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  rowIndices: tf.Tensor1D,
  prompts?: tf.Tensor3D,
): tf.Tensor2D {
  const tokenCount = tokens.shape[0] / sequences;
  const promptCount = prompts?.shape[1] ?? 0;
  const length = promptCount + tokenCount;
  const perHead = width / heads;
  const mask = causalMask(length);
  const positions = tf.slice(p['chat.position']!, [0, 0], [tokenCount, width]);
  const embedded = tf.reshape(embed(p['chat.embedding']!, tokens), [sequences, tokenCount, width]);
  const placed = tf.add(embedded, positions);
  const selected = (rows: tf.Tensor2D): tf.Tensor2D =>
    embed(prompts ? withoutPrompts(rows, sequences, promptCount) : rows, rowIndices);
  let x = tf.reshape(prompts ? tf.concat([prompts, placed], 1) : placed, [sequences * length, width]) as tf.Tensor2D;
  for (let block = 0; block < layers; block++) {
    const name = `chat.block${block}`;
    const qkv = tf.reshape(denseLayer(p, `${name}.qkv`, rmsNorm(x)), [sequences, length, 3, heads, perHead]);
    // each (B, heads, T, C / heads)
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    let attended = tf.reshape(
      tf.transpose(attention(tf.mul(q, 1 / Math.sqrt(perHead)) as tf.Tensor4D, k, v, mask), [0, 2, 1, 3]),
      [sequences * length, width],
    ) as tf.Tensor2D;
    if (block === layers - 1) [x, attended] = [selected(x), selected(attended)];
    x = tf.add(x, denseLayer(p, `${name}.attend`, attended));
    x = tf.add(x, denseLayer(p, `${name}.down`, denseLayer(p, `${name}.up`, rmsNorm(x), true)));
  }
  return x;
}

/** Rows (B * (P + T), C) of prompts and tokens -> those of the tokens, (B * T, C). */
function withoutPrompts(rows: tf.Tensor2D, sequences: number, promptCount: number): tf.Tensor2D {
  const width = rows.shape[1];
  const length = rows.shape[0] / sequences;
  const ofTokens = tf.slice(
    tf.reshape(rows, [sequences, length, width]),
    [0, promptCount, 0],
    [sequences, length - promptCount, width],
  );
  return tf.reshape(ofTokens, [sequences * (length - promptCount), width]);
}

/**
 * Residual layers of gated recurrent units (gru.ts): tokens (B * T) int32 -> (N, C) at `rowIndices` (N). A state
 * depends only on earlier tokens, so there are no position embeddings and padding at the end of a sequence changes
 * nothing in it.
 */
function recurrentTower(
  { width, layers }: RecurrentChat,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  rowIndices: tf.Tensor1D,
  prompts?: tf.Tensor3D,
): tf.Tensor2D {
  const tokenCount = tokens.shape[0] / sequences;
  const promptCount = prompts?.shape[1] ?? 0;
  const length = promptCount + tokenCount;
  const byTime = tf.reshape(tf.transpose(tf.reshape(tokens, [sequences, tokenCount])), [
    sequences * tokenCount,
  ]) as tf.Tensor1D;
  const start = tf.zeros([sequences, width]);
  const embedded = embed(p['chat.embedding']!, byTime);
  let x = prompts
    ? (tf.concat([
        tf.reshape(tf.transpose(prompts, [1, 0, 2]), [promptCount * sequences, width]),
        embedded,
      ]) as tf.Tensor2D)
    : embedded; // (T * B, C)
  for (let index = 0; index < layers; index++) {
    const name = `chat.layer${index}`;
    const gates = tf.reshape(denseLayer(p, `${name}.input`, rmsNorm(x)), [length, sequences, 3 * width]);
    const states = gru(gates, p[`${name}.hidden.weight`]!, p[`${name}.hidden.bias`]!, start);
    x = tf.add(x, tf.reshape(states, [length * sequences, width]));
  }
  const all = tf.reshape(x, [length, sequences, width]);
  const tokenRows = prompts ? tf.slice(all, [promptCount, 0, 0], [tokenCount, sequences, width]) : all;
  return embed(tf.reshape(tf.transpose(tokenRows, [1, 0, 2]), [sequences * tokenCount, width]), rowIndices);
}

/** (T, T): 0 on and below the diagonal, a large negative number above it. */
function causalMask(length: number): tf.Tensor2D {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}

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
  const { chat } = config;
  const prompts = promptRows(config, p, tokens, sequences);
  return isRecurrent(chat)
    ? recurrentTower(chat, p, tokens, sequences, rowIndices, prompts)
    : decoderTower(chat, p, tokens, sequences, rowIndices, prompts);
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
