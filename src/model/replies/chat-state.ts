import * as tf from '@tensorflow/tfjs-core';
import { isRecurrent, type NetworkConfig } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import {
  type ChatStep,
  decoderStep,
  type NewTokens,
  promptRows,
  recurrentStep,
  tokenLogits,
} from '../forward/index.js';

/**
 * A chat tower that has read the beginning of some sequences and keeps what it needs of it, so that a further token
 * costs one row and not the whole sequence again. It owns its tensors: call `dispose`.
 */
export class ChatState {
  #kept: tf.Tensor[] = [];
  /** For each sequence, which slots hold a token of it; see chat-steps. */
  #filled: boolean[][];

  constructor(
    readonly config: NetworkConfig,
    readonly parameters: Parameters,
    sequences: number,
  ) {
    this.#filled = Array.from({ length: sequences }, () => []);
  }

  /**
   * Reads on: for each sequence its next tokens, at least one. Returns the logits (B, V) after the last token of each.
   * No sequence may grow longer than the context.
   */
  async read(next: readonly (readonly number[])[]): Promise<Float32Array> {
    const lengths = next.map((tokens) => tokens.length);
    const longest = Math.max(...lengths);
    const ids = new Int32Array(next.length * longest);
    next.forEach((tokens, row) => ids.set(tokens, row * longest));
    const [logits, ...kept] = tf.tidy(() => {
      const step = this.#step({ ids, lengths, occupied: this.#filled });
      return [tokenLogits(this.config, this.parameters, step.rows), ...step.cache];
    }) as [tf.Tensor, ...tf.Tensor[]];
    tf.dispose(this.#kept);
    this.#kept = kept;
    lengths.forEach((length, row) => {
      for (let i = 0; i < longest; i++) this.#filled[row]!.push(i < length);
    });
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  }

  /** Goes on with these sequences alone, by number; one named twice is doubled. */
  select(rows: readonly number[]): void {
    const before = this.#kept;
    this.#kept = tf.tidy(() => {
      const numbers = tf.tensor1d([...rows], 'int32');
      return before.map((tensor) => tf.gather(tensor, numbers));
    });
    tf.dispose(before);
    this.#filled = rows.map((row) => [...this.#filled[row]!]);
  }

  dispose(): void {
    tf.dispose(this.#kept);
    this.#kept = [];
  }

  /** Learned prompts are read with the first tokens, which hold the first turn. */
  #step(next: NewTokens): ChatStep {
    const { config, parameters } = this;
    const { chat } = config;
    const prompts =
      this.#kept.length === 0 && config.prompt
        ? promptRows(config, parameters, tf.tensor1d(next.ids, 'int32'), next.lengths.length)
        : undefined;
    return isRecurrent(chat)
      ? recurrentStep(chat, parameters, this.#kept, next, prompts)
      : decoderStep(chat, parameters, this.#kept, next, prompts);
  }
}
