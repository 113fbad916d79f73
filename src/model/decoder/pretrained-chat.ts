/** Conversations with a pretrained decoder. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { REPLY_DECODING, type ReplyDecoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import type { Parameters } from '../forward/index.js';
import { topK } from '../kernels/index.js';
import { candidatesNeeded, sampleFromTop } from '../replies/index.js';
import type { SourceConfig } from '../source/index.js';
import { type ChatTemplate, chatTemplate } from './chat-template.js';
import { DecoderState, DecoderStep } from './decoder-state.js';
import { scoreContinuations } from './score-continuations.js';

/** Settings of a reply, one draw each: `bestOf` is left out of account. */
type Decoding = Partial<ReplyDecoding>;

/** A pretrained decoder in memory that replies and scores text. It owns its tensors; call `dispose` to free them. */
export class PretrainedChat {
  readonly #template: ChatTemplate;
  readonly #step: DecoderStep;

  /** The parameters must have the names and shapes of `sourceShapes`. */
  constructor(
    readonly config: SourceConfig,
    readonly tokenizer: Tokenizer,
    readonly parameters: Parameters,
  ) {
    this.#template = chatTemplate(tokenizer);
    this.#step = new DecoderStep(config);
  }

  /** Replies to a conversation, given as turns, oldest first. A history that is too long loses its oldest turns. */
  async reply(turns: readonly string[], options: Decoding & { readonly random: Random }): Promise<string> {
    return (await this.replies([turns], { ...options, randoms: [options.random] }))[0]!;
  }

  /** Replies to many conversations at once, each with its own generator. Equal seeds give equal replies. */
  async replies(
    conversations: readonly (readonly string[])[],
    options: Decoding & { readonly randoms: readonly Random[] },
  ): Promise<string[]> {
    const decoding = { ...REPLY_DECODING, ...options };
    // leaves at least half of the context to the conversation
    const maxTokens = Math.min(decoding.maxTokens, this.config.context >> 1);
    const prompts = conversations.map((turns) => this.#template.prompt(turns, this.config.context - maxTokens));
    const replies = await this.#sample(prompts, options.randoms, { ...decoding, maxTokens });
    return replies.map((tokens) => this.tokenizer.decode(tokens).trim());
  }

  /**
   * Log-probabilities, in nats, of continuations of a text, all given as token ids: each the sum over its tokens. None
   * may be empty, nor longer than the context together with the text.
   */
  scores(text: readonly number[], continuations: readonly (readonly number[])[]): Promise<Float32Array> {
    return scoreContinuations(this.config, this.parameters, text, continuations);
  }

  /** Frees the parameters and the graphs. */
  dispose(): void {
    this.#step.close();
    tf.dispose(Object.values(this.parameters));
  }

  async #sample(
    prompts: readonly (readonly number[])[],
    randoms: readonly Random[],
    decoding: ReplyDecoding,
  ): Promise<number[][]> {
    const replies = prompts.map((_, i) => ({ random: randoms[i]!, tokens: [] as number[], ended: false }));
    const { end, ends } = this.#template;
    const state = new DecoderState(this.#step, this.parameters);
    let unfinished = replies;
    let logits = state.read(prompts);
    try {
      for (let sampled = 1; ; sampled++) {
        const { k, ids, values } = await topK(logits, candidatesNeeded(decoding) + ends.size);
        unfinished.forEach((reply, row) => {
          const top = openTokens(ids, values, row * k, (row + 1) * k, ends, end);
          const token = sampleFromTop(top, reply.tokens, end, decoding, reply.random.next());
          if (token === end) reply.ended = true;
          else reply.tokens.push(token);
        });
        const remaining = unfinished.flatMap(({ ended }, i) => (ended ? [] : [i]));
        if (remaining.length === 0 || sampled === decoding.maxTokens) return replies.map(({ tokens }) => tokens);
        if (remaining.length < unfinished.length) state.select(remaining);
        unfinished = remaining.map((i) => unfinished[i]!);
        tf.dispose(logits);
        logits = state.next(unfinished.map(({ tokens }) => tokens.at(-1)!));
      }
    } finally {
      tf.dispose(logits);
      state.dispose();
    }
  }
}

/** The candidates of one row. Of the tokens that end a reply the likeliest stands for all, under the name of `end`. */
function openTokens(
  ids: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
  ends: ReadonlySet<number>,
  end: number,
): { readonly ids: Int32Array; readonly logits: Float32Array } {
  let ended = false;
  const kept: number[] = [];
  for (let at = from; at < to; at++) {
    const isEnd = ends.has(ids[at]!);
    if (!isEnd || !ended) kept.push(at);
    ended ||= isEnd;
  }
  return {
    ids: Int32Array.from(kept, (at) => (ends.has(ids[at]!) ? end : ids[at]!)),
    logits: Float32Array.from(kept, (at) => values[at]!),
  };
}
