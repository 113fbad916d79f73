/**
 * Incremental forward pass: sequences are read once, then grow by a token a step, with the keys and values of the
 * earlier ones in a cache. Sequences are padded at the beginning, so that all of them end in the last slot. A step
 * drops the first slot, which must be padding, and appends the new one, so that the cache keeps its size for many steps
 * and all of them run as one graph. Dimension letters: blocks.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../forward/index.js';
import { Compiled } from '../graph/index.js';
import type { SourceConfig } from '../source/index.js';
import { blockInput, blockOutput, headLogits, type Pass, placesOf } from '../transformer/index.js';
import { decoderShapes } from './config.js';

/** The cache grows by this many slots at a time; each size has a graph of its own. */
const SLOTS = 64;
const UNSEEN = -1e9;

/** One step of a decoder as a graph, for all of its states. Call `close` to free it. */
export class DecoderStep {
  readonly #names: readonly string[];
  readonly #compiled: Compiled;

  constructor(readonly config: SourceConfig) {
    this.#names = decoderShapes(config).map(({ name }) => name);
    this.#compiled = new Compiled((weights, inputs, cache) => {
      const p = Object.fromEntries(this.#names.map((name, i) => [name, weights![i]!]));
      const [ids, mask, ...places] = inputs as [tf.Tensor1D, tf.Tensor, ...tf.Tensor[]];
      const kept: tf.Tensor[] = [];
      const remember: Pass['remember'] = (block, keys, values) => {
        const both = [appended(cache![2 * block]!, keys), appended(cache![2 * block + 1]!, values)] as const;
        kept.push(...both);
        return both;
      };
      const pass = { sequences: ids.shape[0], places, mask, remember };
      return [headLogits(config, p, blockOutput(config, p, blockInput(config, p, ids, places), pass)), ...kept];
    });
  }

  /** Returns logits (B, V) and the new cache for new tokens at `places` of B sequences. */
  run(p: Parameters, ids: tf.Tensor, mask: tf.Tensor, places: readonly tf.Tensor[], cache: readonly tf.Tensor[]) {
    const byRow = (tensor: tf.Tensor) => ({ tensor, rows: true });
    return this.#compiled.run(
      this.#names.map((name) => ({ tensor: p[name]! })),
      [ids, mask, ...places].map(byRow),
      cache.map(byRow),
    );
  }

  /** Frees the graphs. */
  close(): void {
    this.#compiled.close();
  }
}

/** (B, K, S, D) without its first slot and with a new last one, (B, K, 1, D). */
function appended(slots: tf.Tensor, fresh: tf.Tensor4D): tf.Tensor4D {
  const [, later] = tf.split(slots as tf.Tensor4D, [1, slots.shape[2]! - 1], 2);
  return tf.concat([later as tf.Tensor4D, fresh], 2);
}

/** Sequences that a decoder has read so far. It owns its cache; call `dispose` to free it. */
export class DecoderState {
  /** Keys and values (B, K, S, D) of each block. */
  #cache: tf.Tensor[] = [];
  /** Tokens of each sequence. */
  #lengths: number[] = [];

  constructor(
    readonly step: DecoderStep,
    readonly parameters: Parameters,
  ) {}

  /** Tokens of the longest sequence. */
  get longest(): number {
    return Math.max(...this.#lengths);
  }

  /**
   * Reads the beginnings of all sequences, none empty, none longer than the context. Returns logits (B, V) after each;
   * the caller owns them.
   */
  read(sequences: readonly (readonly number[])[]): tf.Tensor2D {
    const { config } = this.step;
    this.dispose();
    this.#lengths = sequences.map((tokens) => tokens.length);
    const [count, length] = [sequences.length, this.longest];
    const ids = new Int32Array(count * length);
    const positions = new Int32Array(count * length); // padding needs a valid position too
    sequences.forEach((tokens, row) => {
      const from = (row + 1) * length - tokens.length;
      ids.set(tokens, from);
      tokens.forEach((_, i) => void (positions[from + i] = i));
    });
    const [logits, ...cache] = tf.tidy(() => {
      const kept: tf.Tensor[] = [];
      const places = placesOf(config, positions);
      const remember: Pass['remember'] = (_, keys, values) => {
        kept.push(this.#roomier(keys, length), this.#roomier(values, length));
        return [keys, values];
      };
      const pass = { sequences: count, places, mask: this.#firstMask(length), remember };
      const last = tf.tensor1d(
        sequences.map((_, row) => (row + 1) * length - 1),
        'int32',
      );
      const input = blockInput(config, this.parameters, tf.tensor1d(ids, 'int32'), places);
      return [headLogits(config, this.parameters, blockOutput(config, this.parameters, input, pass, last)), ...kept];
    }) as [tf.Tensor2D, ...tf.Tensor[]];
    this.#cache = cache;
    return logits;
  }

  /**
   * Reads one more token of each sequence, for which the context must have room. Returns logits (B, V) after it; the
   * caller owns them.
   */
  next(ids: readonly number[]): tf.Tensor2D {
    const before = this.#cache;
    const room = before[0]!.shape[2]!;
    const [logits, ...cache] = tf.tidy(() => {
      const full = this.longest === room;
      const old = full ? before.map((tensor) => this.#roomier(tensor as tf.Tensor4D, room)) : before;
      const slots = old[0]!.shape[2]!;
      const mask = new Float32Array(ids.length * slots).fill(UNSEEN);
      this.#lengths.forEach((length, row) => void mask.fill(0, (row + 1) * slots - length - 1, (row + 1) * slots));
      return this.step.run(
        this.parameters,
        tf.tensor1d([...ids], 'int32'),
        tf.tensor4d(mask, [ids.length, 1, 1, slots]),
        placesOf(this.step.config, Int32Array.from(this.#lengths)),
        old,
      );
    }) as [tf.Tensor2D, ...tf.Tensor[]];
    tf.dispose(before);
    this.#cache = cache;
    this.#lengths = this.#lengths.map((length) => length + 1);
    return logits;
  }

  /** Keeps only the sequences with these indices, in this order. An index given twice duplicates its sequence. */
  select(indices: readonly number[]): void {
    const before = this.#cache;
    this.#cache = tf.tidy(() => {
      const selected = tf.tensor1d([...indices], 'int32');
      return before.map((tensor) => tf.gather(tensor, selected));
    });
    tf.dispose(before);
    this.#lengths = indices.map((index) => this.#lengths[index]!);
  }

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose(this.#cache);
    this.#cache = [];
  }

  /** Slots (B, K, S, D) with padding before them, up to the next size above `used` slots. */
  #roomier(slots: tf.Tensor4D, used: number): tf.Tensor4D {
    const padding = SLOTS - (used % SLOTS);
    return tf.pad(slots, [
      [0, 0],
      [0, 0],
      [padding, 0],
      [0, 0],
    ]);
  }

  /** (B, 1, T, T): a token sees those of its own sequence up to itself, padding sees nothing but slots of padding. */
  #firstMask(length: number): tf.Tensor4D {
    const mask = new Float32Array(this.#lengths.length * length * length).fill(UNSEEN);
    this.#lengths.forEach((own, sequence) => {
      for (let row = length - own; row < length; row++) {
        const from = (sequence * length + row) * length;
        mask.fill(0, from + length - own, from + row + 1);
      }
    });
    return tf.tensor4d(mask, [this.#lengths.length, 1, length, length]);
  }
}
