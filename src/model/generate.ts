import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../spec/index.js';
import { chatForward } from './forward.js';
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
/** What a token that was just said is divided by (Keskar et al., arXiv 1909.05858: 1.2). */
const REPETITION_PENALTY = 1.2;

/** Draws a reply token by token until the end of the turn. Turns are given oldest first; too long a history loses its beginning. */
export async function generateReply(network: Network, turns: readonly string[], options: ReplyOptions): Promise<string> {
  const { tokenizer, config } = network;
  const history = turns.flatMap((turn) => [...tokenizer.encode(turn), tokenizer.endOfTurn]);
  const maxTokens = Math.min(options.maxTokens, config.chat.context - 1);
  const tokens = history.slice(-(config.chat.context - maxTokens));
  const reply: number[] = [];
  while (reply.length < maxTokens) {
    const logits = await nextLogits(network, [...tokens, ...reply]);
    const token = draw(logits, reply, options);
    if (token === tokenizer.endOfTurn) break;
    reply.push(token);
  }
  return tokenizer.decode(reply).trim();
}

/** Logits (V) of the token after the last one. Padding comes after it and is never looked at by a causal decoder. */
async function nextLogits(network: Network, tokens: readonly number[]): Promise<Float32Array> {
  const { config, parameters, tokenizer } = network;
  const length = Math.min(config.chat.context, Math.ceil(tokens.length / LENGTH_STEP) * LENGTH_STEP);
  const padded = new Int32Array(length).fill(tokenizer.endOfTurn);
  padded.set(tokens);
  const logits = tf.tidy(() =>
    chatForward(config, parameters, tf.tensor1d(padded, 'int32'), 1, tf.tensor1d([tokens.length - 1], 'int32')),
  );
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  return values;
}

function draw(logits: Float32Array, said: readonly number[], { temperature, topK, random }: ReplyOptions): number {
  const scores = Float32Array.from(logits);
  for (const token of new Set(said)) {
    const score = scores[token]!;
    scores[token] = score > 0 ? score / REPETITION_PENALTY : score * REPETITION_PENALTY;
  }
  const order = Array.from(scores.keys())
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, Math.max(1, topK));
  const pick = random.next(); // one number a token, whatever the temperature, so that streams stay aligned
  if (temperature === 0) return order[0]!;
  const weights = order.map((token) => Math.exp((scores[token]! - scores[order[0]!]!) / temperature));
  let rest = pick * weights.reduce((sum, w) => sum + w, 0);
  for (let i = 0; i < order.length; i++) {
    rest -= weights[i]!;
    if (rest < 0) return order[i]!;
  }
  return order[order.length - 1]!;
}
