/** Generates replies token by token, many at once, with best-of-n selection. */
import { isPretrained, REPLY_DECODING, type ReplyDecoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import { networkSteps } from '../forward/index.js';
import type { ChatNetwork } from './chat-network.js';
import { randomStreams } from './random-streams.js';
import { type DrawnReply, sampleReplies } from './sample-replies.js';
import { type Reply, scoreReplies } from './score-replies.js';
import { searchReplies } from './search-replies.js';
import { SequenceState } from './sequence-state.js';

/** Decoding of one reply; missing settings have the defaults of spec/reply-decoding. */
export interface ReplyOptions extends Partial<ReplyDecoding> {
  readonly random: Random;
}

/**
 * Generates a reply to a conversation, given as turns, oldest first. A history that is too long loses its beginning. Of
 * `bestOf` candidates, each with its own generator, returns the one with the highest score (score-replies). With `beam`
 * it draws nothing and returns the best hypothesis of a beam search.
 */
export async function generateReply(
  network: ChatNetwork,
  turns: readonly string[],
  options: ReplyOptions,
): Promise<string> {
  const decoding = { ...REPLY_DECODING, bestOf: usualBestOf(network), ...options };
  const { random } = options;
  const history = encodeHistory(network, turns, decoding);
  if (decoding.beam > 0) return decodeReply(network, (await likeliestReplies(network, [history], decoding))[0]!);
  const candidates = decoding.temperature === 0 ? 1 : decoding.bestOf; // greedy decoding has a single result
  if (candidates === 1)
    return decodeReply(network, (await drawReplies(network, [history], [{ prompt: 0, random }], decoding))[0]!);
  const requests = randomStreams(random, candidates).map((own) => ({ prompt: 0, random: own }));
  const replies = await drawReplies(network, [history], requests, decoding);
  const scores = await scoreReplies(network, history, replies);
  return decodeReply(network, replies[scores.indexOf(Math.max(...scores))]!);
}

/**
 * Replies that are drawn where a request does not say. A pretrained tower draws once, since one draw takes it about
 * four seconds on two processors (docs/base.md).
 */
export const usualBestOf = ({ config }: Pick<ChatNetwork, 'config'>): number =>
  isPretrained(config.chat) ? 1 : REPLY_DECODING.bestOf;

/** Generates one reply to each of many conversations, each with its own generator. `bestOf` is ignored. */
export async function generateReplies(
  network: ChatNetwork,
  conversations: readonly (readonly string[])[],
  options: Partial<ReplyDecoding> & { readonly randoms: readonly Random[] },
): Promise<string[]> {
  const decoding = { ...REPLY_DECODING, ...options };
  const histories = conversations.map((turns) => encodeHistory(network, turns, decoding));
  const requests = histories.map((_, prompt) => ({ prompt, random: options.randoms[prompt]! }));
  const replies =
    decoding.beam > 0
      ? await likeliestReplies(network, histories, decoding)
      : await drawReplies(network, histories, requests, decoding);
  return replies.map((reply) => decodeReply(network, reply));
}

/** The best hypothesis of a beam search for each history. */
async function likeliestReplies(
  network: ChatNetwork,
  histories: readonly (readonly number[])[],
  decoding: ReplyDecoding,
): Promise<Reply[]> {
  const maxTokens = maxReplyTokens(network.config.chat.context, decoding);
  const found = await searchReplies(network, histories, { ...decoding, maxTokens });
  return found.map(([best]) => best!);
}

/** Text of a reply, without white space at its ends. */
const decodeReply = ({ tokenizer }: ChatNetwork, { tokens }: Reply): string => tokenizer.decode(tokens).trim();

function encodeHistory(
  { tokenizer, config }: ChatNetwork,
  turns: readonly string[],
  decoding: ReplyDecoding,
): number[] {
  const tokens = turns.flatMap((turn) => [...tokenizer.encode(turn), tokenizer.endOfTurn]);
  return tokens.slice(-(config.chat.context - maxReplyTokens(config.chat.context, decoding)));
}

/** Leaves room for at least one token of history. */
const maxReplyTokens = (context: number, { maxTokens }: ReplyDecoding): number => Math.min(maxTokens, context - 1);

/** Draws replies to histories. */
async function drawReplies(
  { config, parameters, tokenizer }: ChatNetwork,
  histories: readonly (readonly number[])[],
  draws: readonly DrawnReply[],
  decoding: ReplyDecoding,
): Promise<Reply[]> {
  const state = new SequenceState(networkSteps(config), parameters);
  const end = tokenizer.endOfTurn;
  const maxTokens = maxReplyTokens(config.chat.context, decoding);
  try {
    return await sampleReplies(state, histories, draws, { end, ends: new Set([end]) }, { ...decoding, maxTokens });
  } finally {
    state.dispose();
  }
}
