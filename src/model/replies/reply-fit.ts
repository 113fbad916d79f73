/**
 * How well replies fit to what was said before. The likeliest reply is often one that fits anywhere ("I like it"), so
 * what the reply is worth anywhere is taken off (Li et al., arXiv 1510.03055, equation 9: MMI-antiLM):
 *
 *   fit = (log P(reply | source) - w log P(reply)) / tokens
 *
 * With w = 1 that ranks as DialoGPT's backward model does (arXiv 1911.00536, section 3.2), since by Bayes' rule
 * log P(source | reply) = log P(reply | source) - log P(reply) + a constant; and it needs no second network. P(reply)
 * is the mean over a few turns that say little.
 */
import * as tf from '@tensorflow/tfjs-core';
import { chatForward } from '../forward/index.js';
import type { ChatNetwork } from './speaking-network.js';

export interface Reply {
  readonly tokens: readonly number[];
  /** False where the longest reply was reached before the end of the turn. */
  readonly ended: boolean;
}

/**
 * Judged blind on 50 prompts, 16 replies at temperature 0.4 to choose from (docs/log.md, 2026-11-21): 0.3, 0.5 and 0.7
 * found equally many replies on topic, 0 and 1 fewer.
 */
const PRIOR_WEIGHT = 0.5;
/** What nearly any reply may follow. */
const NEUTRAL_TURNS = [
  'I see.',
  'What do you think?',
  'Hello.',
  'I went there yesterday.',
  'Do you like it?',
  'That is true.',
  'Tell me more.',
  'It was the first time for me.',
];

/** Fits of replies to one history; the highest is the best. None of the replies may be empty. */
export async function scoreReplies(
  network: ChatNetwork,
  history: readonly number[],
  replies: readonly Reply[],
): Promise<number[]> {
  const { tokenizer } = network;
  const ends = replies.map(({ tokens, ended }) => (ended ? [...tokens, tokenizer.endOfTurn] : tokens));
  const here = await logProbabilities(network, history, ends);
  const elsewhere: number[][] = [];
  for (const turn of NEUTRAL_TURNS)
    elsewhere.push(await logProbabilities(network, [...tokenizer.encode(turn), tokenizer.endOfTurn], ends));
  return ends.map(
    (tokens, i) => (here[i]! - PRIOR_WEIGHT * logMeanExp(elsewhere.map((values) => values[i]!))) / tokens.length,
  );
}

/** Nats of each reply after the history, which loses its beginning where both do not fit the context. */
export async function logProbabilities(
  network: ChatNetwork,
  history: readonly number[],
  replies: readonly (readonly number[])[],
): Promise<number[]> {
  const { config, parameters } = network;
  const rows = replies.map((reply) => [...history.slice(-(config.chat.context - reply.length)), ...reply]);
  const length = Math.max(...rows.map((row) => row.length));
  const tokens = new Int32Array(rows.length * length);
  const places: number[] = [];
  const labels: number[] = [];
  rows.forEach((row, at) => {
    tokens.set(row, at * length);
    for (let i = row.length - replies[at]!.length; i < row.length; i++) {
      places.push(at * length + i - 1);
      labels.push(row[i]!);
    }
  });
  const each = tf.tidy(() => {
    const logits = chatForward(
      config,
      parameters,
      tf.tensor1d(tokens, 'int32'),
      rows.length,
      tf.tensor1d(places, 'int32'),
    );
    const cells = tf.stack([tf.range(0, labels.length, 1, 'int32'), tf.tensor1d(labels, 'int32')], 1);
    return tf.sub(tf.gatherND(logits, cells), tf.logSumExp(logits, 1));
  });
  const values = await each.data();
  each.dispose();
  let at = 0;
  return replies.map((reply) => {
    let sum = 0;
    for (let i = 0; i < reply.length; i++) sum += values[at++]!;
    return sum;
  });
}

function logMeanExp(values: readonly number[]): number {
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0) / values.length);
}
