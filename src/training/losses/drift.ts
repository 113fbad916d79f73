/**
 * Drift of a child's chat from its base's: mean KL(base || child) of the next token over the replies of held-out
 * dialogue, in nats per token. The drift on the trained task predicts how much of other abilities is lost (Shenfeld et
 * al., arXiv 2509.04259), so arms that should differ in tone only are stopped at an equal drift.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { Parameters } from '../../model/forward/index.js';
import { chatForward } from '../../model/forward/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { type ChatBatch, chatBatch } from './batches.js';

const BATCH = 16;

/** Measures the drift of children of one base. Holds the base's log-probabilities (N, V) per batch; call `dispose`. */
export class DriftMeter {
  readonly #batches: readonly { readonly batch: ChatBatch; readonly base: tf.Tensor2D }[];

  constructor({ config, parameters }: Network, sequences: readonly ChatSequence[]) {
    const batches = Array.from({ length: Math.ceil(sequences.length / BATCH) }, (_, i) =>
      chatBatch(sequences.slice(i * BATCH, (i + 1) * BATCH)),
    );
    this.#batches = batches.map((batch) => ({
      batch,
      base: tf.tidy(() => logProbabilities(config, parameters, batch)),
    }));
  }

  /** Returns the drift of a network in nats per token; null where there is no held-out dialogue. */
  async measure(config: NetworkConfig, p: Parameters): Promise<number | null> {
    let sum = 0;
    let tokens = 0;
    for (const { batch, base } of this.#batches) {
      const kl = tf.tidy(() => tf.sum(tf.mul(tf.exp(base), tf.sub(base, logProbabilities(config, p, batch)))));
      sum += (await kl.data())[0]!;
      tokens += batch.labels.length;
      kl.dispose();
    }
    return tokens === 0 ? null : Math.max(0, sum / tokens); // rounding may give slightly less than 0
  }

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose(this.#batches.map(({ base }) => base));
  }
}

function logProbabilities(
  config: NetworkConfig,
  p: Parameters,
  { tokens, sequences, rowIndices }: ChatBatch,
): tf.Tensor2D {
  return tf.logSoftmax(
    chatForward(config, p, tf.tensor1d(tokens, 'int32'), sequences, tf.tensor1d(rowIndices, 'int32')),
  );
}
