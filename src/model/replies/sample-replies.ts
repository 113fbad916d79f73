/** Replies drawn token by token, many at once. */
import * as tf from '@tensorflow/tfjs-core';
import type { ReplyDecoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import { topK } from '../kernels/index.js';
import type { SearchState } from './beam-search.js';
import { candidatesNeeded, sampleToken } from './sample-token.js';
import type { Reply } from './score-replies.js';

/** One reply to draw. */
export interface DrawnReply {
  /** Index of the prompt that it answers. */
  readonly prompt: number;
  readonly random: Random;
}

/** The tokens that end a reply. */
interface Ends {
  /** The one that stands for all of them. */
  readonly end: number;
  readonly ends: ReadonlySet<number>;
}

/** Draws replies to prompts, each with its own generator. Each prompt is read once, however many replies share it. */
export async function sampleReplies(
  state: SearchState,
  prompts: readonly (readonly number[])[],
  draws: readonly DrawnReply[],
  { end, ends }: Ends,
  decoding: ReplyDecoding,
): Promise<Reply[]> {
  const replies = draws.map(({ prompt, random }) => ({ prompt, random, tokens: [] as number[], ended: false }));
  let unfinished = replies;
  let logits = await state.read(prompts);
  let rows = replies.map(({ prompt }) => prompt); // row of the logits of each unfinished reply
  try {
    for (let sampled = 1; ; sampled++) {
      const { k, ids, values } = await topK(logits, candidatesNeeded(decoding) + ends.size);
      unfinished.forEach((reply, i) => {
        const top = openTokens(ids, values, rows[i]! * k, (rows[i]! + 1) * k, ends, end);
        const token = sampleToken(top, reply.tokens, end, decoding, reply.random.next());
        if (token === end) reply.ended = true;
        else reply.tokens.push(token);
      });
      const remaining = unfinished.flatMap(({ ended }, i) => (ended ? [] : [i]));
      if (remaining.length === 0 || sampled === decoding.maxTokens) return replies;
      const going = remaining.map((i) => rows[i]!);
      if (going.length !== logits.shape[0] || going.some((row, i) => row !== i)) state.select(going);
      unfinished = remaining.map((i) => unfinished[i]!);
      rows = unfinished.map((_, i) => i);
      logits.dispose();
      logits = await state.next(unfinished.map(({ tokens }) => tokens.at(-1)!));
    }
  } finally {
    tf.dispose(logits);
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
