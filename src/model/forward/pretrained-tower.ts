/**
 * A pretrained decoder as the chat's tower, and its way through the trunk. The dimension letters are those of trunk.ts;
 * K: directions of the last state.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PretrainedChat } from '../../spec/index.js';
import { linear, linearTransposed } from '../kernels/index.js';
import {
  blockInput,
  blocksBetween,
  causalMask,
  type DecoderTensors,
  headLogits,
  lastNorm,
  type Pass,
  placesOf,
} from '../transformer/index.js';

/** Name of the directions (C, K) of a pretrained tower's last state that pass through the trunk alone; orthonormal. */
export const DIRECTIONS = 'chat.directions';

/** Tensors by name. */
type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Name of a tensor of the decoder among a network's. `chat.head` is the layer from the trunk back to the tower. */
export const towerName = (name: string): string => (name === 'head.weight' ? 'chat.output.weight' : `chat.${name}`);

/** The decoder's tensors by its own names, of a network's. */
export function towerTensors(p: Tensors): DecoderTensors {
  const own: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(p)) {
    if (!name.startsWith('chat.') || name.startsWith('chat.head.')) continue;
    own[name === 'chat.output.weight' ? 'head.weight' : name.slice('chat.'.length)] = tensor;
  }
  return own;
}

/** Embedded tokens, (B * T) int32 -> (B * T, C): the input of the first block. `sequences` is B. */
export function pretrainedInput(chat: PretrainedChat, p: Tensors, tokens: tf.Tensor1D, sequences: number): tf.Tensor2D {
  const length = tokens.shape[0] / sequences;
  // of Llama the input needs no places
  const places = chat.family === 'gpt2' ? placesOf(chat, positions(sequences, length, 0)) : [];
  return blockInput(chat, { embedding: p['chat.embedding']!, position: p['chat.position']! }, tokens, places);
}

/**
 * Applies the blocks `from` to `to` (exclusive): (B * T, C) -> (N, C) at `rows` (N); all rows where none are given. The
 * first `prompts` rows of each sequence are learned vectors, which all stand at the first token's place.
 */
export function pretrainedBlocks(
  chat: PretrainedChat,
  p: Tensors,
  states: tf.Tensor2D,
  { sequences, prompts = 0 }: { readonly sequences: number; readonly prompts?: number },
  range: readonly [from: number, to: number],
  rows?: tf.Tensor1D,
): tf.Tensor2D {
  const length = states.shape[0] / sequences;
  // of GPT-2 places are added to the input only; those of Llama are the same in all sequences
  const places = chat.family === 'gpt2' ? [] : placesOf(chat, positions(1, length, prompts));
  const pass: Pass = { sequences, places, mask: causalMask(length) };
  return blocksBetween(chat, towerTensors(p), states, pass, range, rows);
}

/** The last states (N, C) normed: what trunk and output layer read. */
export const pretrainedOutput = (chat: PretrainedChat, p: Tensors, rows: tf.Tensor2D): tf.Tensor2D =>
  lastNorm(chat, towerTensors(p), rows);

/**
 * What of the tower's output (N, C) gets around the trunk: x - (x U) U^T for the directions U (C, K), which are
 * orthonormal. So what lies in their span reaches the logits through the trunk or not at all.
 */
export function aroundTrunk(p: Tensors, rows: tf.Tensor2D): tf.Tensor2D {
  const directions = p[DIRECTIONS]!;
  return tf.sub(rows, linearTransposed(linear(rows, directions), directions));
}

/** Logits (N, V) of hidden states (N, C). */
export const pretrainedLogits = (chat: PretrainedChat, p: Tensors, hidden: tf.Tensor2D): tf.Tensor2D =>
  headLogits(chat, towerTensors(p), hidden);

/** Positions of B * T rows, of which the first `prompts` of each sequence stand at 0. */
const positions = (sequences: number, length: number, prompts: number): Int32Array =>
  Int32Array.from({ length: sequences * length }, (_, i) => Math.max(0, (i % length) - prompts));
