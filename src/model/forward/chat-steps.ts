/**
 * Incremental forward pass of the chat towers of chat-forward: a step reads new tokens, given the cache of the earlier
 * ones, and returns the next cache. The dimension letters are those of trunk.ts and of transformer/step.ts. Learned
 * prompts (B, P, C) are read with the first tokens.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { DecoderChat, PretrainedChat, RecurrentChat } from '../../spec/index.js';
import { embed, gru, rmsNorm } from '../kernels/index.js';
import { blockStep, grown, lastRows, type NewTokens, type Step } from '../transformer/index.js';
import type { Parameters } from './parameters.js';
import { pretrainedOutput, towerTensors } from './pretrained-tower.js';
import { denseLayer } from './trunk.js';

/** One step of the decoder. The cache holds the keys and values (B, heads, S, C / heads) of each block. */
export function decoderStep(
  { width, heads, layers }: DecoderChat,
  p: Parameters,
  next: NewTokens,
  cache: readonly tf.Tensor[],
  prompts?: tf.Tensor3D,
): Step {
  const { sequences, ids, places, mask } = next;
  const promptCount = prompts?.shape[1] ?? 0;
  const perHead = width / heads;
  const kept: tf.Tensor[] = [];
  const tokens = tf.add(embed(p['chat.embedding']!, ids), embed(p['chat.position']!, places[0] as tf.Tensor1D));
  let x = (
    prompts ? tf.reshape(tf.concat([prompts, tf.reshape(tokens, [sequences, -1, width])], 1), [-1, width]) : tokens
  ) as tf.Tensor2D;
  const length = x.shape[0] / sequences;
  for (let block = 0; block < layers; block++) {
    const name = `chat.block${block}`;
    const qkv = tf.reshape(denseLayer(p, `${name}.qkv`, rmsNorm(x)), [sequences, length, 3, heads, perHead]);
    // each (B, heads, P + N, C / heads)
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const [keys, values] = [grown(cache[2 * block], k), grown(cache[2 * block + 1], v)];
    const scores = tf.add(tf.mul(tf.matMul(q, keys, false, true), 1 / Math.sqrt(perHead)), mask);
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), values), [0, 2, 1, 3]);
    x = tf.add(x, denseLayer(p, `${name}.attend`, tf.reshape(attended, [sequences * length, width])));
    x = tf.add(x, denseLayer(p, `${name}.down`, denseLayer(p, `${name}.up`, rmsNorm(x), true)));
    kept.push(keys, values);
  }
  const last = lastRows(next, length, promptCount);
  return { rows: last ? embed(x, last) : x, cache: kept };
}

/** One step of a pretrained tower, with its last norm. The cache is that of `blockStep`. */
export function pretrainedStep(
  chat: PretrainedChat,
  p: Parameters,
  next: NewTokens,
  cache: readonly tf.Tensor[],
  prompts?: tf.Tensor3D,
): Step {
  const { rows, cache: kept } = blockStep(chat, towerTensors(p), next, cache, prompts);
  return { rows: pretrainedOutput(chat, p, rows), cache: kept };
}

/** One step of the recurrent tower. The cache holds the state (B, C) of each layer. */
export function recurrentStep(
  { width, layers }: RecurrentChat,
  p: Parameters,
  { ids, sequences, lengths }: NewTokens,
  cache: readonly tf.Tensor[],
  prompts?: tf.Tensor3D,
): Step {
  const promptCount = prompts?.shape[1] ?? 0;
  const byTime = lengths ? tf.reshape(tf.transpose(tf.reshape(ids, [sequences, -1])), [-1]) : ids;
  const tokens = embed(p['chat.embedding']!, byTime as tf.Tensor1D);
  let x = prompts
    ? (tf.concat([
        tf.reshape(tf.transpose(prompts, [1, 0, 2]), [promptCount * sequences, width]),
        tokens,
      ]) as tf.Tensor2D)
    : tokens; // ((P + N) * B, C)
  const length = x.shape[0] / sequences;
  const last = lengths?.map((count, row) => (promptCount + count - 1) * sequences + row);
  const afterLast = (states: tf.Tensor2D): tf.Tensor2D => (last ? embed(states, tf.tensor1d(last, 'int32')) : states);
  const kept: tf.Tensor[] = [];
  for (let index = 0; index < layers; index++) {
    const name = `chat.layer${index}`;
    const gates = tf.reshape(denseLayer(p, `${name}.input`, rmsNorm(x)), [length, sequences, 3 * width]);
    const start = cache[index] ?? tf.zeros([sequences, width]);
    const states = tf.reshape(
      gru(gates as tf.Tensor3D, p[`${name}.hidden.weight`]!, p[`${name}.hidden.bias`]!, start as tf.Tensor2D),
      [length * sequences, width],
    ) as tf.Tensor2D;
    x = tf.add(x, states);
    kept.push(afterLast(states));
  }
  return { rows: afterLast(x), cache: kept };
}
