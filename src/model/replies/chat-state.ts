import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { isPretrained, isRecurrent, type NetworkConfig } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import {
  type ChatStep,
  decoderStep,
  type NewTokens,
  pretrainedStep,
  promptRows,
  recurrentStep,
  tokenLogits,
} from '../forward/index.js';

/** The parts of a network that generating and scoring replies needs. */
export interface ChatNetwork {
  readonly config: NetworkConfig;
  readonly tokenizer: Tokenizer;
  readonly parameters: Parameters;
}

/**
 * State of a chat tower that has read the beginning of some sequences. With its cache, a further token costs one row
 * instead of the whole sequence. It owns its tensors; call `dispose` to free them.
 */
export class ChatState {
  #cache: tf.Tensor[] = [];
  /** For each sequence and slot, whether the slot holds a token of the sequence; see chat-steps. */
  #occupied: boolean[][];

  constructor(
    readonly config: NetworkConfig,
    readonly parameters: Parameters,
    sequences: number,
  ) {
    this.#occupied = Array.from({ length: sequences }, () => []);
  }

  /**
   * Reads the next tokens of each sequence, at least one each. Returns the logits (B, V), row-major, after the last
   * token of each. No sequence may grow longer than the context.
   */
  async read(next: readonly (readonly number[])[]): Promise<Float32Array> {
    const lengths = next.map((tokens) => tokens.length);
    const longest = Math.max(...lengths);
    const ids = new Int32Array(next.length * longest);
    next.forEach((tokens, row) => ids.set(tokens, row * longest));
    const [logits, ...cache] = tf.tidy(() => {
      const step = this.#step({ ids, lengths, occupied: this.#occupied });
      return [tokenLogits(this.config, this.parameters, step.rows), ...step.cache];
    }) as [tf.Tensor, ...tf.Tensor[]];
    tf.dispose(this.#cache);
    this.#cache = cache;
    lengths.forEach((length, row) => {
      for (let i = 0; i < longest; i++) this.#occupied[row]!.push(i < length);
    });
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  }

  /** Keeps only the sequences with these indices, in this order. An index given twice duplicates its sequence. */
  select(indices: readonly number[]): void {
    const before = this.#cache;
    this.#cache = tf.tidy(() => {
      const selected = tf.tensor1d([...indices], 'int32');
      return before.map((tensor) => tf.gather(tensor, selected));
    });
    tf.dispose(before);
    this.#occupied = indices.map((index) => [...this.#occupied[index]!]);
  }

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose(this.#cache);
    this.#cache = [];
  }

  /** Learned prompts are read with the first tokens, which contain the first turn. */
  #step(next: NewTokens): ChatStep {
    const { config, parameters } = this;
    const { chat } = config;
    const prompts =
      this.#cache.length === 0 && config.prompt
        ? promptRows(config, parameters, tf.tensor1d(next.ids, 'int32'), next.lengths.length)
        : undefined;
    if (isPretrained(chat)) return pretrainedStep(chat, parameters, this.#cache, next, prompts);
    return isRecurrent(chat)
      ? recurrentStep(chat, parameters, this.#cache, next, prompts)
      : decoderStep(chat, parameters, this.#cache, next, prompts);
  }
}
