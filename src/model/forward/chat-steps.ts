/**
 * Incremental forward pass of the chat towers of chat-forward: a step reads a few new tokens, given the cache of the
 * earlier ones, and returns the extended cache. The dimension letters are those of trunk.ts; N: new tokens per
 * sequence, padded at the end; S: slots, one for each token read and each padding. The first axis of cache tensors is
 * the sequence. Learned prompts (B, P, C) are read with the first tokens; their slots come before all others.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { DecoderChat, RecurrentChat } from '../../spec/index.js';
import { embed, gru, rmsNorm } from '../kernels/index.js';
import type { Parameters } from './parameters.js';
import { denseLayer } from './trunk.js';

/** The tokens of one step. */
export interface NewTokens {
  /** B x N token ids. */
  readonly ids: Int32Array;
  /** New tokens of each sequence, at least one, N for the longest. */
  readonly lengths: readonly number[];
  /** For each sequence and each earlier slot, whether the slot holds a token of the sequence (else padding). */
  readonly occupied: readonly (readonly boolean[])[];
}

/** Result of one step. */
export interface ChatStep {
  /** Output (B, C) of the tower after the last new token of each sequence. */
  readonly rows: tf.Tensor2D;
  /** Cache for the next step. */
  readonly cache: tf.Tensor[];
}

/** One step of the decoder. The cache holds the keys and values (B, heads, S, C / heads) of each block. */
export function decoderStep(
  { width, heads, layers }: DecoderChat,
  p: Parameters,
  cache: readonly tf.Tensor[],
  next: NewTokens,
  prompts?: tf.Tensor3D,
): ChatStep {
  const batch = next.lengths.length;
  const tokenCount = next.ids.length / batch;
  const promptCount = prompts?.shape[1] ?? 0;
  const length = promptCount + tokenCount;
  const perHead = width / heads;
  const positions = tokenPositions(next);
  const promptSlots = promptSlotsOf(next, cache, prompts);
  const mask = stepMask(next, tokenCount, promptCount, promptSlots);
  const newCache: tf.Tensor[] = [];
  const tokens = tf.add(
    embed(p['chat.embedding']!, tf.tensor1d(next.ids, 'int32')),
    embed(p['chat.position']!, tf.tensor1d(positions, 'int32')),
  ) as tf.Tensor2D;
  let x = prompts
    ? (tf.reshape(tf.concat([prompts, tf.reshape(tokens, [batch, tokenCount, width])], 1), [
        batch * length,
        width,
      ]) as tf.Tensor2D)
    : tokens;
  for (let block = 0; block < layers; block++) {
    const name = `chat.block${block}`;
    const qkv = tf.reshape(denseLayer(p, `${name}.qkv`, rmsNorm(x)), [batch, length, 3, heads, perHead]);
    // each (B, heads, N, C / heads)
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const [keysBefore, valuesBefore] = [cache[2 * block], cache[2 * block + 1]] as [tf.Tensor4D?, tf.Tensor4D?];
    const keys = keysBefore ? tf.concat([keysBefore, k], 2) : k;
    const values = valuesBefore ? tf.concat([valuesBefore, v], 2) : v;
    const scores = tf.add(tf.mul(tf.matMul(q, keys, false, true), 1 / Math.sqrt(perHead)), mask);
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), values), [0, 2, 1, 3]);
    x = tf.add(x, denseLayer(p, `${name}.attend`, tf.reshape(attended, [batch * length, width])));
    x = tf.add(x, denseLayer(p, `${name}.down`, denseLayer(p, `${name}.up`, rmsNorm(x), true)));
    newCache.push(keys, values);
  }
  return { rows: embed(x, lastTokenRows(next, length, promptCount)), cache: newCache };
}

/** Rows (B) of the last new tokens among `length` rows a sequence. */
export const lastTokenRows = ({ lengths }: NewTokens, length: number, promptCount: number): tf.Tensor1D =>
  tf.tensor1d(
    lengths.map((count, row) => row * length + promptCount + count - 1),
    'int32',
  );

/** Positions of the B * N new tokens in their sequences. */
export function tokenPositions({ ids, lengths, occupied }: NewTokens): Int32Array {
  const tokenCount = ids.length / lengths.length;
  return Int32Array.from(ids, (_, at) => {
    const row = Math.floor(at / tokenCount);
    const i = Math.min(at - row * tokenCount, lengths[row]! - 1); // padding needs a valid position too
    return occupied[row]!.filter(Boolean).length + i;
  });
}

/** Slots of prompts, new ones included. Axis 2 of a cache of keys are its slots. */
export const promptSlotsOf = (
  { occupied }: NewTokens,
  cache: readonly tf.Tensor[],
  prompts: tf.Tensor3D | undefined,
): number => prompts?.shape[1] ?? (cache.length > 0 ? cache[0]!.shape[2]! - occupied[0]!.length : 0);

/**
 * Attention mask (B, 1, P + N, S): 0 where a new row may attend, else a large negative number. A token attends to the
 * prompts and to tokens of its own sequence up to itself, a prompt to the prompts up to itself. `promptCount` rows of
 * prompts are new; `promptSlots` is the number of prompt slots in all.
 */
export function stepMask(
  { occupied }: NewTokens,
  tokenCount: number,
  promptCount: number,
  promptSlots: number,
): tf.Tensor4D {
  const before = promptSlots + occupied[0]!.length;
  const rows = promptCount + tokenCount;
  const slots = before + tokenCount;
  const mask = new Float32Array(occupied.length * rows * slots).fill(-1e9);
  occupied.forEach((own, sequence) => {
    for (let i = -promptCount; i < tokenCount; i++) {
      const from = (sequence * rows + promptCount + i) * slots;
      mask.fill(0, from, from + Math.min(promptSlots, promptSlots + i + 1));
      if (i < 0) continue;
      own.forEach((isToken, slot) => {
        if (isToken) mask[from + promptSlots + slot] = 0;
      });
      mask.fill(0, from + before, from + before + i + 1); // padding is last: no token attends to it
    }
  });
  return tf.tensor4d(mask, [occupied.length, 1, rows, slots]);
}

/** One step of the recurrent tower. The cache holds the state (B, C) of each layer. */
export function recurrentStep(
  { width, layers }: RecurrentChat,
  p: Parameters,
  cache: readonly tf.Tensor[],
  next: NewTokens,
  prompts?: tf.Tensor3D,
): ChatStep {
  const batch = next.lengths.length;
  const tokenCount = next.ids.length / batch;
  const promptCount = prompts?.shape[1] ?? 0;
  const length = promptCount + tokenCount;
  const byTime = tf.reshape(tf.transpose(tf.tensor2d(next.ids, [batch, tokenCount], 'int32')), [
    tokenCount * batch,
  ]) as tf.Tensor1D;
  const lastRows = tf.tensor1d(
    next.lengths.map((count, row) => (promptCount + count - 1) * batch + row),
    'int32',
  );
  const newCache: tf.Tensor[] = [];
  const tokens = embed(p['chat.embedding']!, byTime);
  let x = prompts
    ? (tf.concat([tf.reshape(tf.transpose(prompts, [1, 0, 2]), [promptCount * batch, width]), tokens]) as tf.Tensor2D)
    : tokens; // (N * B, C)
  for (let index = 0; index < layers; index++) {
    const name = `chat.layer${index}`;
    const gates = tf.reshape(denseLayer(p, `${name}.input`, rmsNorm(x)), [length, batch, 3 * width]);
    const start = cache[index] ?? tf.zeros([batch, width]);
    const states = tf.reshape(gru(gates, p[`${name}.hidden.weight`]!, p[`${name}.hidden.bias`]!, start), [
      length * batch,
      width,
    ]);
    x = tf.add(x, states);
    newCache.push(embed(states, lastRows));
  }
  return { rows: embed(x, lastRows), cache: newCache };
}
