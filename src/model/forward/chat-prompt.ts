/**
 * Learned prompts: vectors that the chat tower reads before the tokens, as if they were embedded tokens (Lester et al.,
 * arXiv 2104.08691). With a generator they depend on the conversation: its input is the mean embedding of the first
 * turn, which is never the reply that is learnt, so no target leaks into its own input.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkConfig } from '../../spec/index.js';
import { dense, embed } from '../kernels/index.js';
import type { Parameters } from './parameters.js';

/**
 * Prompt rows (B, P, C) for tokens (B * T) int32 that begin with the first turn; `sequences` is B. Undefined for a
 * network without prompts.
 */
export function promptRows(
  { chat, prompt }: NetworkConfig,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
): tf.Tensor3D | undefined {
  if (!prompt) return undefined;
  const { vectors, generator } = prompt;
  const learned = tf.reshape(p['chat.prompt.vectors']!, [1, vectors, chat.width]) as tf.Tensor3D;
  if (!generator) return tf.tile(learned, [sequences, 1, 1]);
  const turn = firstTurn(p['chat.embedding']!, tokens, sequences, generator.until);
  const hidden = dense(turn, p['chat.prompt.up.weight']!, p['chat.prompt.up.bias']!, true);
  const generated = dense(hidden, p['chat.prompt.down.weight']!, p['chat.prompt.down.bias']!);
  return tf.add(tf.reshape(generated, [sequences, vectors, chat.width]), learned) as tf.Tensor3D;
}

/** Mean embedding (B, C) of the tokens up to and including the first `until`; of all tokens where there is none. */
function firstTurn(table: tf.Tensor, tokens: tf.Tensor1D, sequences: number, until: number): tf.Tensor2D {
  const length = tokens.shape[0] / sequences;
  const ends = tf.cast(tf.reshape(tf.equal(tokens, tf.scalar(until, 'int32')), [sequences, length]), 'float32');
  // a token is within the first turn when no end comes before it
  const within = tf.cast(tf.equal(tf.cumsum(ends, 1, true), 0), 'float32');
  const rows = tf.reshape(embed(table, tokens), [sequences, length, -1]);
  const sum = tf.sum(tf.mul(rows, tf.expandDims(within, 2)), 1);
  return tf.div(sum, tf.sum(within, 1, true)) as tf.Tensor2D;
}
