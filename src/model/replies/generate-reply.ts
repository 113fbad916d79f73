/** Replies: token by token, many at once, best of several. */
import { type Random, REPLY_DECODING, type ReplyDecoding, randomFromState } from '../../spec/index.js';
import { ChatState } from './chat-state.js';
import { type Reply, scoreReplies } from './reply-fit.js';
import { sampleToken } from './sample-token.js';
import type { ChatNetwork } from './speaking-network.js';

/** What is left out has the default of spec/reply-decoding. */
export interface ReplyOptions extends Partial<ReplyDecoding> {
  readonly random: Random;
}

/**
 * Answers a conversation, its turns oldest first; too long a history loses its beginning. Of `bestOf` replies, each
 * from a generator of its own, it gives the one that fits best (reply-fit).
 */
export async function generateReply(
  network: ChatNetwork,
  turns: readonly string[],
  options: ReplyOptions,
): Promise<string> {
  const decoding = { ...REPLY_DECODING, ...options };
  const { random } = options;
  const history = encodeHistory(network, turns, decoding);
  const draws = decoding.temperature === 0 ? 1 : decoding.bestOf; // the likeliest is the likeliest again
  if (draws === 1)
    return decodeReply(network, (await sampleReplies(network, [history], [{ history: 0, random }], decoding))[0]!);
  const speakers = Array.from({ length: draws }, () => {
    const words = [random.uint32(), random.uint32(), random.uint32(), random.uint32() | 1]; // never all zero
    return { history: 0, random: randomFromState(words) };
  });
  const replies = await sampleReplies(network, [history], speakers, decoding);
  const fits = await scoreReplies(network, history, replies);
  return decodeReply(network, replies[fits.indexOf(Math.max(...fits))]!);
}

/** One reply to each of many conversations, each with its own generator; `bestOf` is not asked. */
export async function generateReplies(
  network: ChatNetwork,
  conversations: readonly (readonly string[])[],
  options: Partial<ReplyDecoding> & { readonly randoms: readonly Random[] },
): Promise<string[]> {
  const decoding = { ...REPLY_DECODING, ...options };
  const histories = conversations.map((turns) => encodeHistory(network, turns, decoding));
  const speakers = histories.map((_, history) => ({ history, random: options.randoms[history]! }));
  return (await sampleReplies(network, histories, speakers, decoding)).map((reply) => decodeReply(network, reply));
}

/** The text as the network says it, but for blanks at its ends. */
const decodeReply = ({ tokenizer }: ChatNetwork, { tokens }: Reply): string => tokenizer.decode(tokens).trim();

function encodeHistory(
  { tokenizer, config }: ChatNetwork,
  turns: readonly string[],
  decoding: ReplyDecoding,
): number[] {
  const tokens = turns.flatMap((turn) => [...tokenizer.encode(turn), tokenizer.endOfTurn]);
  return tokens.slice(-(config.chat.context - maxReplyTokens(config.chat.context, decoding)));
}

/** Something must be left for the history. */
const maxReplyTokens = (context: number, { maxTokens }: ReplyDecoding): number => Math.min(maxTokens, context - 1);

interface ReplyRequest {
  /** Number of the history that it answers. */
  readonly history: number;
  readonly random: Random;
}

/** Each history is read once, however many speak to it. */
async function sampleReplies(
  network: ChatNetwork,
  histories: readonly (readonly number[])[],
  speakers: readonly ReplyRequest[],
  decoding: ReplyDecoding,
): Promise<Reply[]> {
  const { config, parameters, tokenizer } = network;
  const speeches = speakers.map(({ history, random }) => ({ history, random, tokens: [] as number[], ended: false }));
  const state = new ChatState(config, parameters, histories.length);
  try {
    let logits = await state.read(histories);
    let rows = speeches.map(({ history }) => history); // of the logits, by speech
    let talking = speeches;
    const length = maxReplyTokens(config.chat.context, decoding);
    for (let said = 1; ; said++) {
      talking.forEach((speech, at) => {
        const own = logits.subarray(rows[at]! * tokenizer.size, (rows[at]! + 1) * tokenizer.size);
        const token = sampleToken(own, speech.tokens, tokenizer.endOfTurn, decoding, speech.random.next());
        if (token === tokenizer.endOfTurn) speech.ended = true;
        else speech.tokens.push(token);
      });
      const still = talking.flatMap(({ ended }, at) => (ended ? [] : [at]));
      if (still.length === 0 || said === length) return speeches;
      if (said === 1 || still.length < talking.length) state.select(still.map((at) => rows[at]!));
      talking = still.map((at) => talking[at]!);
      rows = talking.map((_, at) => at);
      logits = await state.read(talking.map(({ tokens }) => [tokens.at(-1)!]));
    }
  } finally {
    state.dispose();
  }
}
