/** Beam search with a network's own chat tower. */
import * as tf from '@tensorflow/tfjs-core';
import type { ReplyDecoding } from '../../spec/index.js';
import { beamSearch, type SearchState } from './beam-search.js';
import type { Hypothesis } from './beams.js';
import { type ChatNetwork, ChatState } from './chat-state.js';

/** Searches replies to histories of token ids, which leave room for `maxTokens`. At least one hypothesis each. */
export async function searchReplies(
  network: ChatNetwork,
  histories: readonly (readonly number[])[],
  decoding: ReplyDecoding,
): Promise<Hypothesis[][]> {
  const state = new ChatSearchState(network, histories.length);
  try {
    return await beamSearch(state, histories, { ...decoding, ends: new Set([network.tokenizer.endOfTurn]) });
  } finally {
    state.dispose();
  }
}

/** A ChatState as a search uses it. */
class ChatSearchState implements SearchState {
  readonly #state: ChatState;
  readonly #vocabulary: number;

  constructor({ config, parameters }: ChatNetwork, sequences: number) {
    this.#state = new ChatState(config, parameters, sequences);
    this.#vocabulary = config.chat.vocabulary;
  }

  async read(sequences: readonly (readonly number[])[]): Promise<tf.Tensor2D> {
    return tf.tensor2d(await this.#state.read(sequences), [sequences.length, this.#vocabulary]);
  }

  next(ids: readonly number[]): Promise<tf.Tensor2D> {
    return this.read(ids.map((id) => [id]));
  }

  select(indices: readonly number[]): void {
    this.#state.select(indices);
  }

  dispose(): void {
    this.#state.dispose();
  }
}
