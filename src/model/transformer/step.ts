/**
 * New tokens of sequences whose earlier ones are in a cache. Dimension letters as in blocks.ts; N: new tokens of each
 * sequence, padded at the end; P: vectors before the first token of each.
 */
import * as tf from '@tensorflow/tfjs-core';
import { blockInput, blocksBetween, type DecoderTensors, type Pass } from './blocks.js';
import type { DecoderShape } from './decoder-shape.js';

/** The tokens of one step. */
export interface NewTokens {
  /** (B * N) int32. */
  readonly ids: tf.Tensor1D;
  /** B. */
  readonly sequences: number;
  /** New tokens of each sequence; missing where N is 1. */
  readonly lengths?: readonly number[];
  /** What the tower takes of their positions. */
  readonly places: readonly tf.Tensor[];
  /** (P + N, S) or (B, 1, P + N, S): 0 where a row sees a slot, else a large negative number. */
  readonly mask: tf.Tensor;
}

/** Result of one step. */
export interface Step {
  /** Output (B, C) of the tower after the last new token of each sequence. */
  readonly rows: tf.Tensor2D;
  /** Cache for the next step. The first axis of its tensors is the sequence. */
  readonly cache: tf.Tensor[];
}

/**
 * Keys or values (B, K, S, D) with those of new tokens at the end. As many are dropped at the beginning, so that the
 * size stays; only padding may be there. Without earlier ones they are the new ones.
 */
export function grown(before: tf.Tensor | undefined, fresh: tf.Tensor4D): tf.Tensor4D {
  if (!before) return fresh;
  const [slots, more] = [before.shape[2]!, fresh.shape[2]];
  const [, later] = tf.split(before as tf.Tensor4D, [more, slots - more], 2);
  return tf.concat([later as tf.Tensor4D, fresh], 2);
}

/** Rows (B) of the last new tokens among B * `each` of tokens and prompts; undefined where these are all rows. */
export const lastRows = ({ lengths }: NewTokens, each: number, prompts: number): tf.Tensor1D | undefined =>
  lengths &&
  tf.tensor1d(
    lengths.map((count, row) => row * each + prompts + count - 1),
    'int32',
  );

/**
 * One step through all blocks of a pretrained decoder, without the last norm. The cache holds keys and values (B, K, S,
 * D) of each block. `prompts` (B, P, C) come before the first tokens.
 */
export function blockStep(
  shape: DecoderShape,
  p: DecoderTensors,
  next: NewTokens,
  cache: readonly tf.Tensor[],
  prompts?: tf.Tensor3D,
): Step {
  const { ids, sequences, places, mask } = next;
  const tokens = blockInput(shape, p, ids, places);
  const input = prompts
    ? (tf.reshape(tf.concat([prompts, tf.reshape(tokens, [sequences, -1, shape.width])], 1), [
        -1,
        shape.width,
      ]) as tf.Tensor2D)
    : tokens;
  const kept: tf.Tensor[] = [];
  const extend: Pass['extend'] = (block, which, fresh) => grown(cache[2 * block + (which === 'keys' ? 0 : 1)], fresh);
  const rows = lastRows(next, input.shape[0] / sequences, prompts?.shape[1] ?? 0);
  const pass = { sequences, places, mask, extend, kept };
  return { rows: blocksBetween(shape, p, input, pass, [0, shape.layers], rows), cache: kept };
}
