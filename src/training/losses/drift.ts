/**
 * Drift of a child's chat from its base's: mean KL(base || child) of the next token over the replies of held-out
 * dialogue, in nats per token. The drift on the trained task predicts how much of other abilities is lost (Shenfeld et
 * al., arXiv 2509.04259), so arms that should differ in tone only are stopped at an equal drift.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { joinFloats } from '../../model/boards/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { Parameters } from '../../model/forward/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { byLength, type ChatBatch, chatBatch } from './batches.js';
import { measureDrift } from './chat-measures.js';
import { chatLogits, chatTensors } from './losses.js';

const BATCH = 64;

/** Sequences of about equal length stand together, so that little of a batch is padding. */
const batchesOf = (sequences: readonly ChatSequence[]): ChatBatch[] => {
  const sorted = byLength(sequences);
  return Array.from({ length: Math.ceil(sorted.length / BATCH) }, (_, i) =>
    chatBatch(sorted.slice(i * BATCH, (i + 1) * BATCH)),
  );
};

/** Log-probabilities of a base at the N targets of held-out dialogue, (N, V) row-major, in the order of the meter. */
export async function driftReference(
  { config, parameters }: Network,
  sequences: readonly ChatSequence[],
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (const batch of batchesOf(sequences)) {
    const rows = tf.tidy(() => logProbabilities(config, parameters, batch));
    parts.push((await rows.data()) as Float32Array);
    rows.dispose();
  }
  return joinFloats(parts);
}

/** Measures the drift of children of one base. */
export class DriftMeter {
  readonly #batches: readonly { readonly batch: ChatBatch; readonly base: Float32Array }[];

  /** `reference`: what `driftReference` gives for the same sequences. */
  constructor(sequences: readonly ChatSequence[], reference: Float32Array) {
    const batches = batchesOf(sequences);
    const width = reference.length / batches.reduce((sum, { labels }) => sum + labels.length, 0);
    let at = 0;
    this.#batches = batches.map((batch) => ({
      batch,
      base: reference.subarray(at, (at += batch.labels.length * width)),
    }));
  }

  /** Returns the drift of a network in nats per token; null where there is no held-out dialogue. */
  async measure(config: NetworkConfig, p: Parameters): Promise<number | null> {
    let sum = 0;
    let tokens = 0;
    for (const { batch, base } of this.#batches) {
      sum += await measureDrift(config, p, batch, base);
      tokens += batch.labels.length;
    }
    return tokens === 0 ? null : Math.max(0, sum / tokens); // rounding may give slightly less than 0
  }
}

const logProbabilities = (config: NetworkConfig, p: Parameters, batch: ChatBatch): tf.Tensor2D =>
  tf.logSoftmax(chatLogits(config, p, chatTensors(batch)));
