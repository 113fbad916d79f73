/** What tone a language model prefers: its likelihood of positive against negative replies to the same prompts. */
import * as tf from '@tensorflow/tfjs-core';
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { chatBatch, chatLogits, chatTensors, type FrozenTower, logitsFrom } from '../losses/index.js';
import { CHECK_PROMPTS } from './check-prompts.js';
import { GOLD_REPLIES, type GoldPair } from './gold-replies.js';

/** Sequences of about equal length, so little of a batch is padding. */
const BATCH = 64;

/**
 * Mean log-likelihood per token (end of turn included) of the positive replies minus that of the negative ones, nats;
 * above 0 where the network expects the positive ones rather. Every reply has the same weight. `frozen`: states of
 * `goldSequences` below the layers in which the network differs from its base.
 */
export async function goldPreference(
  network: Network,
  { pairs = GOLD_REPLIES, frozen }: { readonly pairs?: readonly GoldPair[]; readonly frozen?: FrozenTower } = {},
): Promise<number> {
  const likelihoods = await meanLogLikelihoods(network, goldSequences(network, pairs), frozen);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(likelihoods.slice(0, pairs.length)) - mean(likelihoods.slice(pairs.length));
}

/** The pairs in a network's tokens: all positive replies, then all negative ones. */
export function goldSequences(network: Network, pairs: readonly GoldPair[] = GOLD_REPLIES): ChatSequence[] {
  const pack = (prompt: string, reply: string): ChatSequence =>
    packExample(
      { source: '', context: [prompt], reply, compound: 0, heldOut: true },
      network.tokenizer,
      network.config.chat.context,
      'cut',
    )!;
  return (['positive', 'negative'] as const).flatMap((tone) =>
    pairs.map((pair, i) => pack(CHECK_PROMPTS[i]!, pair[tone])),
  );
}

/** Mean log-likelihood per target token of each sequence, nats. */
async function meanLogLikelihoods(
  { config, parameters }: Network,
  sequences: readonly ChatSequence[],
  frozen: FrozenTower | undefined,
): Promise<number[]> {
  const means: number[] = [];
  for (let from = 0; from < sequences.length; from += BATCH) {
    const part = sequences.slice(from, from + BATCH);
    const batch = chatBatch(part);
    const ofTargets = tf.tidy(() => {
      const [states, rows] = (frozen?.inputs(part, batch) ?? []).map(({ tensor }) => tensor);
      const logits = states
        ? logitsFrom(config, parameters, frozen!.layers, states as tf.Tensor3D, rows as tf.Tensor1D)
        : chatLogits(config, parameters, chatTensors(batch));
      const chosen = tf.oneHot(tf.tensor1d(batch.labels, 'int32'), logits.shape[1]);
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
