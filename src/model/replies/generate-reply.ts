/** Generates replies token by token, many at once, with best-of-n selection. */
import { isPretrained, REPLY_DECODING, type ReplyDecoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import { networkSteps } from '../forward/index.js';
import type { ChatNetwork } from './chat-network.js';
import { randomStreams } from './random-streams.js';
import { type Backward, rankBySource } from './rank-by-source.js';
import { type DrawnReply, sampleReplies } from './sample-replies.js';
import { logProbabilities, type Reply, scoreReplies, wholeOf } from './score-replies.js';
import { searchReplies } from './search-replies.js';
import { SequenceState } from './sequence-state.js';

/** Decoding of one reply; missing settings have the defaults of spec/reply-decoding. */
export interface ReplyOptions extends Partial<ReplyDecoding> {
  readonly random: Random;
  /** Ranks the candidates, hypotheses of a search included, in place of the network itself. */
  readonly backward?: Backward;
}

/**
 * Generates a reply to a conversation, given as turns, oldest first. A history that is too long loses its beginning. Of
 * `bestOf` candidates, each with its own generator, returns the one with the highest score (score-replies, or
 * rank-by-source with a backward model). With `beam` it draws nothing: the candidates are the hypotheses of a beam
 * search, of which the best is returned, or the one that a backward model ranks first.
 */
export async function generateReply(
  network: ChatNetwork,
  turns: readonly string[],
  { random, backward, ...options }: ReplyOptions,
): Promise<string> {
  const decoding = { ...REPLY_DECODING, bestOf: usualBestOf(network), ...options };
  const history = encodeHistory(network, turns, decoding);
  const candidates = await candidateReplies(network, history, random, decoding);
  if (backward) return bestBySource(network, { history, source: turns.at(-1)! }, candidates, backward);
  if (candidates.length === 1 || decoding.beam > 0) return decodeReply(network, candidates[0]!);
  const scores = await scoreReplies(network, history, candidates);
  return decodeReply(network, candidates[scores.indexOf(Math.max(...scores))]!);
}

/** Hypotheses of a search, best first, or drawn replies in no order. */
async function candidateReplies(
  network: ChatNetwork,
  history: readonly number[],
  random: Random,
  decoding: ReplyDecoding,
): Promise<Reply[]> {
  if (decoding.beam > 0) return (await searchReplies(network, [history], withRoom(network, decoding)))[0]!;
  const count = decoding.temperature === 0 ? 1 : decoding.bestOf; // greedy decoding has a single result
  const randoms = count === 1 ? [random] : randomStreams(random, count);
  const draws = randoms.map((own) => ({ prompt: 0, random: own }));
  return drawReplies(network, [history], draws, decoding);
}

/** The candidate from which a backward model best tells the turn that it answers. */
async function bestBySource(
  network: ChatNetwork,
  { history, source }: { readonly history: readonly number[]; readonly source: string },
  candidates: readonly Reply[],
  backward: Backward,
): Promise<string> {
  // with all weight on the backward model, the other direction counts nothing
  const forward =
    backward.weight < 1 ? await logProbabilities(network, history, candidates.map(wholeOf(network.tokenizer))) : [];
  const replies = candidates.map((reply, i) => ({
    text: decodeReply(network, reply),
    logProbability: forward[i] ?? 0,
  }));
  return (await rankBySource(replies, source, backward))[0]!.text;
}

/** Candidates of a pretrained tower: with sixteen no more replies were on topic (docs/log.md, 2026-12-01). */
const PRETRAINED_BEST_OF = 8;

/** Replies that are drawn where a request does not say. */
export const usualBestOf = ({ config }: Pick<ChatNetwork, 'config'>): number =>
  isPretrained(config.chat) ? PRETRAINED_BEST_OF : REPLY_DECODING.bestOf;

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
  const found = await searchReplies(network, histories, withRoom(network, decoding));
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

/** The settings with a length that the context has room for. */
const withRoom = ({ config }: ChatNetwork, decoding: ReplyDecoding): ReplyDecoding => ({
  ...decoding,
  maxTokens: maxReplyTokens(config.chat.context, decoding),
});

/** Draws replies to histories. */
async function drawReplies(
  network: ChatNetwork,
  histories: readonly (readonly number[])[],
  draws: readonly DrawnReply[],
  decoding: ReplyDecoding,
): Promise<Reply[]> {
  const state = new SequenceState(networkSteps(network.config), network.parameters);
  const end = network.tokenizer.endOfTurn;
  try {
    return await sampleReplies(state, histories, draws, { end, ends: new Set([end]) }, withRoom(network, decoding));
  } finally {
    state.dispose();
  }
}
