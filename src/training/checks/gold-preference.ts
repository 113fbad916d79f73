/** What tone a language model prefers: its likelihood of positive against negative replies to the same prompts. */
import * as tf from '@tensorflow/tfjs-core';
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { chatForward } from '../../model/forward/index.js';
import { chatBatch } from '../losses/index.js';
import { CHECK_PROMPTS } from './check-prompts.js';
import { GOLD_REPLIES, type GoldPair } from './gold-replies.js';

/** Sequences of about equal length, so little of a batch is padding. */
const BATCH = 64;

/**
 * Mean log-likelihood per token (end of turn included) of the positive replies minus that of the negative ones, nats;
 * above 0 where the network expects the positive ones rather. Every reply has the same weight.
 */
export async function goldPreference(network: Network, pairs: readonly GoldPair[] = GOLD_REPLIES): Promise<number> {
  const pack = (prompt: string, reply: string): ChatSequence =>
    packExample(
      { source: '', context: [prompt], reply, compound: 0, heldOut: true },
      network.tokenizer,
      network.config.chat.context,
      'cut',
    )!;
  const sequences = (['positive', 'negative'] as const).flatMap((tone) =>
    pairs.map((pair, i) => pack(CHECK_PROMPTS[i]!, pair[tone])),
  );
  const likelihoods = await meanLogLikelihoods(network, sequences);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(likelihoods.slice(0, pairs.length)) - mean(likelihoods.slice(pairs.length));
}

/** Mean log-likelihood per target token of each sequence, nats. */
async function meanLogLikelihoods(
  { config, parameters }: Network,
  sequences: readonly ChatSequence[],
): Promise<number[]> {
  const means: number[] = [];
  for (let from = 0; from < sequences.length; from += BATCH) {
    const part = sequences.slice(from, from + BATCH);
    const { tokens, labels, rowIndices, sequences: count } = chatBatch(part);
    const ofTargets = tf.tidy(() => {
      const rows = tf.tensor1d(rowIndices, 'int32');
      const logits = chatForward(config, parameters, tf.tensor1d(tokens, 'int32'), count, rows);
      const chosen = tf.oneHot(tf.tensor1d(labels, 'int32'), logits.shape[1]);
      return tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1);
    });
    const values = Array.from(await ofTargets.data());
    ofTargets.dispose();
    let at = 0;
    for (const { tokens: own, lossFrom } of part) {
      const targets = own.length - lossFrom;
      means.push(values.slice(at, at + targets).reduce((sum, value) => sum + value, 0) / targets);
      at += targets;
    }
  }
  return means;
}
