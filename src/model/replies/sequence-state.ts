import * as tf from '@tensorflow/tfjs-core';
import type { Parameters, StepModel } from '../forward/index.js';
import type { SearchState } from './beam-search.js';
import { compiledStep } from './compiled-step.js';

/** The cache grows by this many slots at a time; each size has a graph of its own. */
const SLOTS = 64;
const UNSEEN = -1e9;

/**
 * Sequences that a model has read so far, with a cache, so that a further token costs one row instead of the whole
 * sequence. The cache has slots of padding at its beginning, of which each step takes one, so that it keeps its size
 * for many steps and all of them run as one graph. It owns its tensors; call `dispose` to free them.
 */
export class SequenceState implements SearchState {
  #cache: readonly tf.Tensor[] = [];
  /** Tokens of each sequence. */
  #lengths: number[] = [];
  /** For each sequence and slot, whether its tokens see the slot; else it is padding. */
  #seen: boolean[][] = [];

  constructor(
    readonly model: StepModel,
    readonly parameters: Parameters,
  ) {}

  /**
   * Reads the beginnings of all sequences, none empty, none longer than the context. Returns logits (B, V) after each;
   * the caller owns them.
   */
  read(sequences: readonly (readonly number[])[]): tf.Tensor2D {
    const lengths = sequences.map((tokens) => tokens.length);
    const longest = Math.max(...lengths);
    const ids = new Int32Array(sequences.length * longest);
    sequences.forEach((tokens, row) => void ids.set(tokens, row * longest));
    this.dispose();
    const { prompts } = this.model;
    this.#lengths = lengths;
    this.#seen = lengths.map((length) => Array.from({ length: prompts + longest }, (_, i) => i < prompts + length));
    return this.#keep(
      tf.tidy(() => {
        const { logits, cache } = this.model.first(this.parameters, ids, lengths);
        return [logits, ...cache];
      }),
    );
  }

  /**
   * Reads one more token of each sequence, for which the context must have room. Returns logits (B, V) after it; the
   * caller owns them.
   */
  next(ids: readonly number[]): tf.Tensor2D {
    this.#makeRoom();
    for (const own of this.#seen) own.shift();
    for (const own of this.#seen) own.push(true);
    // a recurrent tower has states instead of slots, and one graph for all lengths
    const slots = this.#cache[0]!.rank === 4 ? this.#seen[0]!.length : 0;
    const mask = Float32Array.from(slots > 0 ? this.#seen.flat() : [], (seen) => (seen ? 0 : UNSEEN));
    const results = tf.tidy(() =>
      compiledStep(
        this.model,
        this.parameters,
        {
          ids: tf.tensor1d([...ids], 'int32'),
          places: this.model.places(Int32Array.from(this.#lengths)),
          mask: tf.tensor4d(mask, [ids.length, 1, 1, slots]),
        },
        this.#cache,
      ),
    );
    this.#lengths = this.#lengths.map((length) => length + 1);
    return this.#keep(results);
  }

  /** Keeps only the sequences with these indices, in this order. An index given twice duplicates its sequence. */
  select(indices: readonly number[]): void {
    this.#replace(() => {
      const selected = tf.tensor1d([...indices], 'int32');
      return this.#cache.map((tensor) => tf.gather(tensor, selected));
    });
    this.#lengths = indices.map((index) => this.#lengths[index]!);
    this.#seen = indices.map((index) => [...this.#seen[index]!]);
  }

  /** Frees the cache. */
  dispose(): void {
    tf.dispose([...this.#cache]);
    this.#cache = [];
  }

  #keep([logits, ...cache]: readonly tf.Tensor[]): tf.Tensor2D {
    this.#replace(() => cache);
    return logits as tf.Tensor2D;
  }

  #replace(make: () => readonly tf.Tensor[]): void {
    const before = this.#cache;
    this.#cache = tf.tidy(() => [...make()]);
    tf.dispose([...before]);
  }

  /** Sees to it that the first slot is padding: adds some up to the next size where it is not. */
  #makeRoom(): void {
    if (!this.#seen.some((own) => own[0])) return;
    const padding = SLOTS - (this.#seen[0]!.length % SLOTS);
    this.#replace(() =>
      this.#cache.map((tensor) =>
        tensor.rank === 4
          ? tf.pad(tensor as tf.Tensor4D, [
              [0, 0],
              [0, 0],
              [padding, 0],
              [0, 0],
            ])
          : tensor.clone(),
      ),
    );
    for (const own of this.#seen) own.unshift(...new Array<boolean>(padding).fill(false));
  }
}
