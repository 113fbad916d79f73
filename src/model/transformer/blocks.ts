/**
 * The blocks of a pretrained decoder, for the whole pass and for single steps. Dimension letters: B sequences, T new
 * tokens of each, S slots of keys, C width, D width of a head, H hidden, K heads of keys and values, G heads of queries
 * for each of them.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  attention,
  dense,
  embed,
  gainedRmsNorm,
  gelu,
  layerNorm,
  linear,
  linearTransposed,
  rotate,
  swiglu,
} from '../kernels/index.js';
import { type DecoderShape, headWidth } from './decoder-shape.js';

/** Tensors of a decoder by name; see `decoderShapes`. */
export type DecoderTensors = Readonly<Record<string, tf.Tensor>>;

/** What the tokens of a pass see. */
export interface Pass {
  /** B. */
  readonly sequences: number;
  /** Places (places.ts) of B * T tokens, or, of Llama, of T tokens that all sequences share. */
  readonly places: readonly tf.Tensor[];
  /** (T, S) or (B, 1, T, S): 0 where a token sees a slot, else a large negative number. */
  readonly mask: tf.Tensor;
  /** All S keys or values (B, K, S, D) of a block, of those of the new tokens; these alone where it is missing. */
  readonly extend?: (block: number, which: 'keys' | 'values', fresh: tf.Tensor4D) => tf.Tensor4D;
  /** Where keys and values of each block are put, one after the other. */
  readonly kept?: tf.Tensor[];
}

/** Input of the first block: token ids (B * T) int32 -> (B * T, C). */
export function blockInput(
  { family }: DecoderShape,
  p: DecoderTensors,
  tokens: tf.Tensor1D,
  places: readonly tf.Tensor[],
): tf.Tensor2D {
  const embedded = embed(p.embedding!, tokens);
  return family === 'gpt2' ? tf.add(embedded, embed(p.position!, places[0] as tf.Tensor1D)) : embedded;
}

/**
 * Applies all blocks and the last norm to x (B * T, C) -> (N, C) at `rows` (N) of B * T; all rows where none are given.
 */
export const blockOutput = (
  shape: DecoderShape,
  p: DecoderTensors,
  input: tf.Tensor2D,
  pass: Pass,
  rows?: tf.Tensor1D,
): tf.Tensor2D => lastNorm(shape, p, blocksBetween(shape, p, input, pass, [0, shape.layers], rows));

/**
 * Applies the blocks `from` to `to` (exclusive), without the last norm: x (B * T, C) -> (N, C) at `rows` (N) of B * T;
 * all rows where none are given.
 */
export function blocksBetween(
  shape: DecoderShape,
  p: DecoderTensors,
  input: tf.Tensor2D,
  pass: Pass,
  [from, to]: readonly [from: number, to: number],
  rows?: tf.Tensor1D,
): tf.Tensor2D {
  if (from === to) return rows ? embed(input, rows) : input;
  let x = input;
  for (let block = from; block < to; block++) {
    // frees what the block made: of thirty blocks it is gigabytes
    const [states, ...slots] = tf.tidy(() => {
      const { attended, keys, values } = attend(shape, p, block, x, pass);
      // what follows the last attention is needed for the selected rows only
      const [before, seen] = rows && block === to - 1 ? [embed(x, rows), embed(attended, rows)] : [x, attended];
      const after = feed(shape, p, `block${block}`, tf.add(before, weigh(p, `block${block}.output`, seen)));
      return pass.kept ? [after, keys, values] : [after];
    });
    x = states as tf.Tensor2D;
    pass.kept?.push(...slots);
  }
  return x;
}

/** The last norm, (N, C) -> (N, C). */
export const lastNorm = (shape: DecoderShape, p: DecoderTensors, x: tf.Tensor2D): tf.Tensor2D =>
  norm(shape, p, 'norm', x);

/** Logits (N, V) of the tokens after rows (N, C). */
export const headLogits = ({ tied }: DecoderShape, p: DecoderTensors, rows: tf.Tensor2D): tf.Tensor2D =>
  tied ? linearTransposed(rows, p.embedding!) : linear(rows, p['head.weight']!);

/**
 * Attention of one block before its output weight, (B * T, C) -> (B * T, C), and what it saw. The G heads of queries
 * that share keys and values stand one below the other, so that these need not be repeated (grouped-query attention:
 * Ainslie et al., arXiv 2305.13245).
 */
function attend(
  config: DecoderShape,
  p: DecoderTensors,
  block: number,
  x: tf.Tensor2D,
  { sequences, places, mask, extend }: Pass,
): { readonly attended: tf.Tensor2D; readonly keys: tf.Tensor4D; readonly values: tf.Tensor4D } {
  const { width, heads, keyValueHeads } = config;
  const length = x.shape[0] / sequences;
  const perHead = headWidth(config);
  const groups = heads / keyValueHeads;
  const normed = norm(config, p, `block${block}.attend.norm`, x);
  /** (B, heads, T, D) */
  const project = (name: 'query' | 'key' | 'value', count: number): tf.Tensor4D => {
    const split = tf.reshape(weigh(p, `block${block}.${name}`, normed), [sequences, length, count, perHead]);
    const placed = config.family === 'llama' && name !== 'value' ? placeHeads(split as tf.Tensor4D, places) : split;
    return tf.transpose(placed, [0, 2, 1, 3]) as tf.Tensor4D;
  };
  const [fresh, freshValues] = [project('key', keyValueHeads), project('value', keyValueHeads)];
  const keys = extend?.(block, 'keys', fresh) ?? fresh;
  const values = extend?.(block, 'values', freshValues) ?? freshValues;
  const scaled = tf.mul(project('query', heads), 1 / Math.sqrt(perHead));
  const queries = tf.reshape(scaled, [sequences, keyValueHeads, groups * length, perHead]) as tf.Tensor4D;
  const times = mask.shape.map((_, axis) => (axis === mask.shape.length - 2 ? groups : 1));
  const result = attention(queries, keys, values, groups > 1 ? tf.tile(mask, times) : mask);
  const apart = tf.reshape(result, [sequences, heads, length, perHead]);
  const attended = tf.reshape(tf.transpose(apart, [0, 2, 1, 3]), [sequences * length, width]) as tf.Tensor2D;
  return { attended, keys, values };
}

/** Rotates heads (B, T, heads, D) by the places of all tokens, or by those that all sequences share. */
function placeHeads(x: tf.Tensor4D, [cos, sin]: readonly tf.Tensor[]): tf.Tensor4D {
  const [sequences, length] = x.shape;
  if (cos!.shape[0] !== sequences * length) return rotate(x, cos!, sin!);
  const own = [sequences, length, ...cos!.shape.slice(1)];
  return rotate(x, tf.reshape(cos!, own), tf.reshape(sin!, own));
}

/** The feed-forward part of a block with its residual, (N, C) -> (N, C). */
function feed(config: DecoderShape, p: DecoderTensors, block: string, x: tf.Tensor2D): tf.Tensor2D {
  const normed = norm(config, p, `${block}.feed.norm`, x);
  const up = weigh(p, `${block}.up`, normed);
  const hidden = config.family === 'llama' ? swiglu(weigh(p, `${block}.gate`, normed), up) : gelu(up);
  return tf.add(x, weigh(p, `${block}.down`, hidden));
}

/** The family's norm of that name: (N, C) -> (N, C). */
function norm({ family, epsilon }: DecoderShape, p: DecoderTensors, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const gain = p[`${name}.gain`]!;
  return family === 'llama' ? gainedRmsNorm(x, gain, epsilon) : layerNorm(x, gain, p[`${name}.bias`]!, epsilon);
}

/** The dense layer of that name, with a bias where there is one: (N, in) -> (N, out). */
function weigh(p: DecoderTensors, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const bias = p[`${name}.bias`];
  return bias ? dense(x, p[`${name}.weight`]!, bias) : linear(x, p[`${name}.weight`]!);
}
