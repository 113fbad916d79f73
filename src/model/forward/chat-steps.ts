/**
 * The chat towers of chat-forward, read a few tokens at a time: a step takes what the tower keeps of the tokens before
 * and gives it back with the new ones. The letters are trunk.ts's; N: new tokens a sequence, padded behind; S: slots,
 * one for each token read and for each padding. What is kept has the sequences first. Learned prompts (B, P, C) are
 * read with the first tokens; their slots come before all others.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { DecoderChat, RecurrentChat } from '../../spec/index.js';
import { embed, gru, rmsNorm } from '../kernels/index.js';
import type { Parameters } from './parameters.js';
import { denseLayer } from './trunk.js';

export interface NewTokens {
  /** B x N. */
  readonly ids: Int32Array;
  /** New tokens of each sequence, at least one, N for the longest. */
  readonly lengths: readonly number[];
  /** For each sequence, whether each slot before holds a token of it. */
  readonly occupied: readonly (readonly boolean[])[];
}

export interface ChatStep {
  /** (B, C) after the last new token of each sequence. */
  readonly rows: tf.Tensor2D;
  readonly cache: tf.Tensor[];
}

/** Keeps the keys and values (B, heads, S, C / heads) of each block. */
export function decoderStep(
  { width, heads, layers }: DecoderChat,
  p: Parameters,
  kept: readonly tf.Tensor[],
  next: NewTokens,
  prompts?: tf.Tensor3D,
): ChatStep {
  const batch = next.lengths.length;
  const ofTokens = next.ids.length / batch;
  const ofPrompts = prompts?.shape[1] ?? 0;
  const length = ofPrompts + ofTokens;
  const perHead = width / heads;
  const places = Int32Array.from(next.ids, (_, at) => {
    const row = Math.floor(at / ofTokens);
    const i = Math.min(at - row * ofTokens, next.lengths[row]! - 1); // padding must have some place
    return next.occupied[row]!.filter(Boolean).length + i;
  });
  const promptSlots = prompts ? ofPrompts : kept.length > 0 ? kept[0]!.shape[2]! - next.occupied[0]!.length : 0;
  const mask = stepMask(next, ofTokens, ofPrompts, promptSlots);
  const after: tf.Tensor[] = [];
  const tokens = tf.add(
    embed(p['chat.embedding']!, tf.tensor1d(next.ids, 'int32')),
    embed(p['chat.position']!, tf.tensor1d(places, 'int32')),
  ) as tf.Tensor2D;
  let x = prompts
    ? (tf.reshape(tf.concat([prompts, tf.reshape(tokens, [batch, ofTokens, width])], 1), [
        batch * length,
        width,
      ]) as tf.Tensor2D)
    : tokens;
  for (let block = 0; block < layers; block++) {
    const name = `chat.block${block}`;
    const qkv = tf.reshape(denseLayer(p, `${name}.qkv`, rmsNorm(x)), [batch, length, 3, heads, perHead]);
    // each (B, heads, N, C / heads)
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const [keysBefore, valuesBefore] = [kept[2 * block], kept[2 * block + 1]] as [tf.Tensor4D?, tf.Tensor4D?];
    const keys = keysBefore ? tf.concat([keysBefore, k], 2) : k;
    const values = valuesBefore ? tf.concat([valuesBefore, v], 2) : v;
    const scores = tf.add(tf.mul(tf.matMul(q, keys, false, true), 1 / Math.sqrt(perHead)), mask);
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), values), [0, 2, 1, 3]);
    x = tf.add(x, denseLayer(p, `${name}.attend`, tf.reshape(attended, [batch * length, width])));
    x = tf.add(x, denseLayer(p, `${name}.down`, denseLayer(p, `${name}.up`, rmsNorm(x), true)));
    after.push(keys, values);
  }
  const lasts = tf.tensor1d(
    next.lengths.map((count, row) => row * length + ofPrompts + count - 1),
    'int32',
  );
  return { rows: embed(x, lasts), cache: after };
}

/**
 * (B, 1, P + N, S): 0 where a new row may look, else a large negative number. A token looks at the prompts and at
 * tokens of its own sequence up to itself, a prompt at the prompts up to itself. `ofPrompts` rows are new,
 * `promptSlots` there are in all.
 */
function stepMask(
  { occupied: filled }: NewTokens,
  ofTokens: number,
  ofPrompts: number,
  promptSlots: number,
): tf.Tensor4D {
  const before = promptSlots + filled[0]!.length;
  const rows = ofPrompts + ofTokens;
  const slots = before + ofTokens;
  const mask = new Float32Array(filled.length * rows * slots).fill(-1e9);
  filled.forEach((own, sequence) => {
    for (let i = -ofPrompts; i < ofTokens; i++) {
      const from = (sequence * rows + ofPrompts + i) * slots;
      mask.fill(0, from, from + Math.min(promptSlots, promptSlots + i + 1));
      if (i < 0) continue;
      own.forEach((holds, slot) => {
        if (holds) mask[from + promptSlots + slot] = 0;
      });
      mask.fill(0, from + before, from + before + i + 1); // padding comes after the last token: no token looks at it
    }
  });
  return tf.tensor4d(mask, [filled.length, 1, rows, slots]);
}

/** Keeps the state (B, C) of each layer. */
export function recurrentStep(
  { width, layers }: RecurrentChat,
  p: Parameters,
  kept: readonly tf.Tensor[],
  next: NewTokens,
  prompts?: tf.Tensor3D,
): ChatStep {
  const batch = next.lengths.length;
  const ofTokens = next.ids.length / batch;
  const ofPrompts = prompts?.shape[1] ?? 0;
  const length = ofPrompts + ofTokens;
  const byTime = tf.reshape(tf.transpose(tf.tensor2d(next.ids, [batch, ofTokens], 'int32')), [
    ofTokens * batch,
  ]) as tf.Tensor1D;
  const lasts = tf.tensor1d(
    next.lengths.map((count, row) => (ofPrompts + count - 1) * batch + row),
    'int32',
  );
  const after: tf.Tensor[] = [];
  const tokens = embed(p['chat.embedding']!, byTime);
  let x = prompts
    ? (tf.concat([tf.reshape(tf.transpose(prompts, [1, 0, 2]), [ofPrompts * batch, width]), tokens]) as tf.Tensor2D)
    : tokens; // (N * B, C)
  for (let index = 0; index < layers; index++) {
    const name = `chat.layer${index}`;
    const gates = tf.reshape(denseLayer(p, `${name}.input`, rmsNorm(x)), [length, batch, 3 * width]);
    const start = kept[index] ?? tf.zeros([batch, width]);
    const states = tf.reshape(gru(gates, p[`${name}.hidden.weight`]!, p[`${name}.hidden.bias`]!, start), [
      length * batch,
      width,
    ]);
    x = tf.add(x, states);
    after.push(embed(states, lasts));
  }
  return { rows: embed(x, lasts), cache: after };
}
