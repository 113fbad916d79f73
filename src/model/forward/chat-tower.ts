/**
 * The chat's tower: from token ids to one row a token. It is applied in two parts, so that what lies below the first
 * layer that a fine-tune changes need not be computed again. The dimension letters are those of trunk.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  type DecoderChat,
  isPretrained,
  isRecurrent,
  type NetworkConfig,
  type RecurrentChat,
} from '../../spec/index.js';
import { attention, embed, gru, rmsNorm } from '../kernels/index.js';
import { causalMask } from '../transformer/index.js';
import type { Parameters } from './parameters.js';
import { pretrainedBlocks, pretrainedInput, pretrainedOutput } from './pretrained-tower.js';
import { denseLayer } from './trunk.js';

type Chat = NetworkConfig['chat'];

/** Embedded tokens, (B * T) int32 -> (B * T, C): the input of the first layer. `sequences` is B. */
export function towerInput(chat: Chat, p: Parameters, tokens: tf.Tensor1D, sequences: number): tf.Tensor2D {
  if (isPretrained(chat)) return pretrainedInput(chat, p, tokens, sequences);
  const embedded = embed(p['chat.embedding']!, tokens);
  if (isRecurrent(chat)) return embedded;
  const tokenCount = tokens.shape[0] / sequences;
  const positions = tf.slice(p['chat.position']!, [0, 0], [tokenCount, chat.width]);
  const placed = tf.add(tf.reshape(embedded, [sequences, tokenCount, chat.width]), positions);
  return tf.reshape(placed, [sequences * tokenCount, chat.width]);
}

/** Applies the layers `from` to `to` (exclusive): states (B * T, C) -> (B * T, C). There are no prompts. */
export function towerStates(
  chat: Chat,
  p: Parameters,
  states: tf.Tensor2D,
  sequences: number,
  range: readonly [from: number, to: number],
): tf.Tensor2D {
  if (isPretrained(chat)) return pretrainedBlocks(chat, p, states, { sequences }, range);
  return isRecurrent(chat)
    ? recurrentLayers(chat, p, states, sequences, range)
    : decoderBlocks(chat, p, states, sequences, range);
}

/**
 * Applies the layers from `from` on: states (B * T, C) before that layer -> the tower's output (N, C) at `rowIndices`
 * (N). Prompts (B, P, C) are read before the tokens; then `from` must be 0.
 */
export function towerRows(
  chat: Chat,
  p: Parameters,
  states: tf.Tensor2D,
  sequences: number,
  from: number,
  rowIndices: tf.Tensor1D,
  prompts?: tf.Tensor3D,
): tf.Tensor2D {
  const all = prompts ? withPrompts(states, prompts) : states;
  const promptCount = prompts?.shape[1] ?? 0;
  const selected = (rows: tf.Tensor2D): tf.Tensor2D =>
    embed(promptCount > 0 ? withoutPrompts(rows, sequences, promptCount) : rows, rowIndices);
  if (isPretrained(chat)) {
    const rows = promptCount > 0 ? rowsAfterPrompts(rowIndices, all.shape[0] / sequences, promptCount) : rowIndices;
    const shape = { sequences, prompts: promptCount };
    return pretrainedOutput(chat, p, pretrainedBlocks(chat, p, all, shape, [from, chat.layers], rows));
  }
  if (from === chat.layers) return selected(all);
  if (isRecurrent(chat)) return selected(recurrentLayers(chat, p, all, sequences, [from, chat.layers]));
  const last = chat.layers - 1;
  const x = decoderBlocks(chat, p, all, sequences, [from, last]);
  // what follows the last attention is needed for the selected rows only
  return afterAttention(p, last, selected(x), selected(attended(chat, p, last, x, sequences)));
}

/** Blocks of the causal decoder. */
function decoderBlocks(
  chat: DecoderChat,
  p: Parameters,
  states: tf.Tensor2D,
  sequences: number,
  [from, to]: readonly [number, number],
): tf.Tensor2D {
  let x = states;
  for (let block = from; block < to; block++) x = afterAttention(p, block, x, attended(chat, p, block, x, sequences));
  return x;
}

/** Attention of one block, (B * T, C) -> (B * T, C): every token sees itself and those before it. */
function attended(
  { width, heads }: DecoderChat,
  p: Parameters,
  block: number,
  x: tf.Tensor2D,
  sequences: number,
): tf.Tensor2D {
  const length = x.shape[0] / sequences;
  const perHead = width / heads;
  const qkv = tf.reshape(denseLayer(p, `chat.block${block}.qkv`, rmsNorm(x)), [sequences, length, 3, heads, perHead]);
  // each (B, heads, T, C / heads)
  const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const result = attention(tf.mul(q, 1 / Math.sqrt(perHead)) as tf.Tensor4D, k, v, causalMask(length));
  return tf.reshape(tf.transpose(result, [0, 2, 1, 3]), [sequences * length, width]);
}

/** The rest of a block for rows (N, C) and what they attended to. */
function afterAttention(p: Parameters, block: number, rows: tf.Tensor2D, attendedTo: tf.Tensor2D): tf.Tensor2D {
  const name = `chat.block${block}`;
  const x = tf.add(rows, denseLayer(p, `${name}.attend`, attendedTo));
  return tf.add(x, denseLayer(p, `${name}.down`, denseLayer(p, `${name}.up`, rmsNorm(x), true)));
}

/**
 * Residual layers of gated recurrent units (gru.ts). A state depends only on earlier tokens, so there are no position
 * embeddings and padding at the end of a sequence changes nothing in it.
 */
function recurrentLayers(
  { width }: RecurrentChat,
  p: Parameters,
  states: tf.Tensor2D,
  sequences: number,
  [from, to]: readonly [number, number],
): tf.Tensor2D {
  if (from === to) return states;
  const length = states.shape[0] / sequences;
  const start = tf.zeros([sequences, width]);
  let x = swapped(states, sequences, length); // (T * B, C)
  for (let index = from; index < to; index++) {
    const name = `chat.layer${index}`;
    const gates = tf.reshape(denseLayer(p, `${name}.input`, rmsNorm(x)), [length, sequences, 3 * width]);
    const outputs = gru(gates, p[`${name}.hidden.weight`]!, p[`${name}.hidden.bias`]!, start);
    x = tf.add(x, tf.reshape(outputs, [length * sequences, width]));
  }
  return swapped(x, length, sequences);
}

/** (a * b, C) in the order of a first -> (b * a, C) in the order of b first. */
function swapped(rows: tf.Tensor2D, a: number, b: number): tf.Tensor2D {
  const width = rows.shape[1];
  return tf.reshape(tf.transpose(tf.reshape(rows, [a, b, width]), [1, 0, 2]), [a * b, width]);
}

/** Rows (B * T, C) of tokens and prompts (B, P, C) -> (B * (P + T), C). */
function withPrompts(rows: tf.Tensor2D, prompts: tf.Tensor3D): tf.Tensor2D {
  const [sequences, , width] = prompts.shape;
  return tf.reshape(tf.concat([prompts, tf.reshape(rows, [sequences, -1, width])], 1), [-1, width]);
}

/** The inverse: (B * (P + T), C) -> (B * T, C). */
function withoutPrompts(rows: tf.Tensor2D, sequences: number, promptCount: number): tf.Tensor2D {
  const width = rows.shape[1];
  const tokenCount = rows.shape[0] / sequences - promptCount;
  const all = tf.reshape(rows, [sequences, promptCount + tokenCount, width]);
  return tf.reshape(tf.slice(all, [0, promptCount, 0], [sequences, tokenCount, width]), [
    sequences * tokenCount,
    width,
  ]);
}

/** Rows of tokens among prompts and tokens, `length` a sequence, of rows among the tokens alone. */
function rowsAfterPrompts(rows: tf.Tensor1D, length: number, promptCount: number): tf.Tensor1D {
  const sequence = tf.floorDiv(rows, tf.scalar(length - promptCount, 'int32'));
  const before = tf.mul(tf.add(sequence, tf.scalar(1, 'int32')), tf.scalar(promptCount, 'int32'));
  return tf.add(rows, before) as tf.Tensor1D;
}
