/** Conversations with a pretrained decoder. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { REPLY_DECODING, type ReplyDecoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import type { Parameters } from '../forward/index.js';
import {
  type Backward,
  beamSearch,
  type FollowingTurn,
  logProbabilitiesOf,
  type Reply,
  randomStreams,
  rankBySource,
  SequenceState,
  sampleReplies,
  type TurnScorer,
} from '../replies/index.js';
import type { SourceConfig } from '../source/index.js';
import { type ChatTemplate, chatTemplate } from './chat-template.js';
import { decoderLogits } from './decoder-forward.js';
import { decoderSteps } from './decoder-steps.js';
import { scoreContinuations } from './score-continuations.js';

/**
 * Settings of a reply. A `backward` model ranks the hypotheses of a beam search, or `bestOf` drawn replies; without one
 * the best hypothesis, or the only draw, is the reply.
 */
interface Decoding extends Partial<ReplyDecoding> {
  readonly backward?: Backward;
}
type Prompt = readonly number[];

/** A pretrained decoder in memory that replies and scores text. It owns its tensors; call `dispose` to free them. */
export class PretrainedChat implements TurnScorer {
  readonly #template: ChatTemplate;

  /** The parameters must have the names and shapes of `sourceShapes`. */
  constructor(
    readonly config: SourceConfig,
    readonly tokenizer: Tokenizer,
    readonly parameters: Parameters,
  ) {
    this.#template = chatTemplate(tokenizer);
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
    const found = await this.#hypotheses(prompts, options.randoms, { ...decoding, maxTokens });
    const replies: string[] = [];
    for (const [i, hypotheses] of found.entries())
      replies.push(await this.#best(prompts[i]!, hypotheses, conversations[i]!.at(-1)!, options.backward));
    return replies;
  }

  /** @inheritdoc */
  logProbabilities(texts: readonly FollowingTurn[]): Promise<number[]> {
    const { context } = this.config;
    return this.#score(
      texts.map(({ turns, text }) => {
        // as in a reply, half of the context is left to what comes before
        const tokens = [...this.tokenizer.encode(text).slice(0, (context >> 1) - 1), this.#template.end];
        return [this.#template.prompt(turns, context - tokens.length), tokens] as const;
      }),
    );
  }

  /**
   * Log-probabilities, in nats, of continuations of a text, all given as token ids: each the sum over its tokens. None
   * may be empty, nor longer than the context together with the text.
   */
  scores(text: readonly number[], continuations: readonly (readonly number[])[]): Promise<Float32Array> {
    return scoreContinuations(this.config, this.parameters, text, continuations);
  }

  /** Frees the parameters. */
  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }

  /** Candidates for the reply to each prompt, in no order where they are to be ranked. */
  async #hypotheses(
    prompts: readonly Prompt[],
    randoms: readonly Random[],
    decoding: ReplyDecoding & Decoding,
  ): Promise<Reply[][]> {
    const state = new SequenceState(decoderSteps(this.config), this.parameters);
    try {
      if (decoding.beam > 0) return await beamSearch(state, prompts, { ...decoding, ends: this.#template.ends });
      const draws = randoms.flatMap((random, prompt) =>
        (decoding.backward ? randomStreams(random, decoding.bestOf) : [random]).map((own) => ({ prompt, random: own })),
      );
      const drawn = await sampleReplies(state, prompts, draws, this.#template, decoding);
      return prompts.map((_, prompt) => drawn.filter((__, i) => draws[i]!.prompt === prompt));
    } finally {
      state.dispose();
    }
  }

  /** Text of the first hypothesis, or of the one from which a backward model best tells the turn that it answers. */
  async #best(
    prompt: Prompt,
    hypotheses: readonly Reply[],
    source: string,
    backward: Backward | undefined,
  ): Promise<string> {
    const textOf = ({ tokens }: Reply): string => this.tokenizer.decode(tokens).trim();
    if (!backward) return textOf(hypotheses[0]!);
    const whole = hypotheses.map(({ tokens, ended }) => (ended ? [...tokens, this.#template.end] : tokens));
    // with all weight on the backward model, the other direction counts nothing
    const forward = backward.weight < 1 ? await this.#score(whole.map((tokens) => [prompt, tokens] as const)) : [];
    const replies = hypotheses.map((reply, i) => ({ text: textOf(reply), logProbability: forward[i] ?? 0 }));
    return (await rankBySource(replies, source, backward))[0]!.text;
  }

  #score(pairs: readonly (readonly [context: Prompt, tokens: readonly number[]])[]): Promise<number[]> {
    const { config, parameters } = this;
    return logProbabilitiesOf(
      pairs.map(([context, tokens]) => ({ context, tokens })),
      config.context,
      (ids, sequences, rows) => decoderLogits(config, parameters, ids, sequences, rows),
    );
  }
}
