import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../spec/index.js';
import { chatForward } from './chat-forward.js';
import type { Network } from './network.js';

export interface ReplyOptions {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** Only the k likeliest tokens are drawn from. */
  readonly topK: number;
  readonly maxTokens: number;
  readonly random: Random;
}

/** Lengths are rounded up to a multiple of this, so that few tensor shapes occur. */
const LENGTH_STEP = 16;
/** What the logit of a token that was just said is divided by (Keskar et al., arXiv 1909.05858: 1.2). */
const REPETITION_PENALTY = 1.2;

/** Draws a reply token by token until the end of the turn. Turns are given oldest first; too long a history loses its beginning. */
export async function generateReply(network: Network, turns: readonly string[], options: ReplyOptions): Promise<string> {
  const [reply] = await generateReplies(network, [turns], { ...options, randoms: [options.random] });
  return reply!;
}

interface Speech {
  readonly history: number[];
  readonly reply: number[];
  readonly random: Random;
  done: boolean;
}

/** Replies to many conversations, each with its own generator, in one forward pass a token. */
export async function generateReplies(
  network: Network,
  conversations: readonly (readonly string[])[],
  options: Omit<ReplyOptions, 'random'> & { readonly randoms: readonly Random[] },
): Promise<string[]> {
  const { tokenizer, config } = network;
  const maxTokens = Math.min(options.maxTokens, config.chat.context - 1);
  const speeches = conversations.map((turns, i): Speech => {
    const history = turns.flatMap((turn) => [...tokenizer.encode(turn), tokenizer.endOfTurn]);
    return { history: history.slice(-(config.chat.context - maxTokens)), reply: [], random: options.randoms[i]!, done: false };
  });
  for (let said = 0; said < maxTokens; said++) {
    const talking = speeches.filter(({ done }) => !done);
    if (talking.length === 0) break;
    const logits = await nextLogits(network, talking);
    talking.forEach((speech, row) => {
      const token = draw(logits.subarray(row * tokenizer.size, (row + 1) * tokenizer.size), speech, options);
      if (token === tokenizer.endOfTurn) speech.done = true;
      else speech.reply.push(token);
    });
  }
  return speeches.map(({ reply }) => tokenizer.decode(reply).trim());
}

/** Logits (B, V) of the token after the last one. Padding comes after it and is never looked at by a causal decoder. */
async function nextLogits({ config, parameters, tokenizer }: Network, speeches: readonly Speech[]): Promise<Float32Array> {
  const longest = Math.max(...speeches.map(({ history, reply }) => history.length + reply.length));
  const length = Math.min(config.chat.context, Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP);
  const tokens = new Int32Array(speeches.length * length).fill(tokenizer.endOfTurn);
  const places = new Int32Array(speeches.length);
  speeches.forEach(({ history, reply }, row) => {
    tokens.set(history, row * length);
    tokens.set(reply, row * length + history.length);
    places[row] = row * length + history.length + reply.length - 1;
  });
  const logits = tf.tidy(() =>
    chatForward(config, parameters, tf.tensor1d(tokens, 'int32'), speeches.length, tf.tensor1d(places, 'int32')),
  );
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  return values;
}

function draw(logits: Float32Array, { reply, random }: Speech, { temperature, topK }: Pick<ReplyOptions, 'temperature' | 'topK'>): number {
  const scores = Float32Array.from(logits);
  for (const token of new Set(reply)) {
    const score = scores[token]!;
    scores[token] = score > 0 ? score / REPETITION_PENALTY : score * REPETITION_PENALTY;
  }
  const order = Array.from(scores.keys())
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, Math.max(1, topK));
  const pick = random.next(); // one number a token, whatever the temperature, so that streams stay aligned
  if (temperature === 0) return order[0]!;
  const weights = order.map((token) => Math.exp((scores[token]! - scores[order[0]!]!) / temperature));
  let rest = pick * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < order.length; i++) {
    rest -= weights[i]!;
    if (rest < 0) return order[i]!;
  }
  return order[order.length - 1]!;
}
