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
import { type MeasuredBatch, measureDrift } from './chat-measures.js';
import { type FrozenTower, logitsFrom } from './frozen-tower.js';
import { chatLogits, chatTensors } from './losses.js';

const BATCH = 64;

/** Sequences of about equal length stand together, so that little of a batch is padding. */
const batchesOf = (sequences: readonly ChatSequence[]): { batch: ChatBatch; sequences: ChatSequence[] }[] => {
  const sorted = byLength(sequences);
  return Array.from({ length: Math.ceil(sorted.length / BATCH) }, (_, i) => {
    const part = sorted.slice(i * BATCH, (i + 1) * BATCH);
    return { batch: chatBatch(part), sequences: part };
  });
};

/**
 * Log-probabilities of a base at the N targets of held-out dialogue, (N, V) row-major, in the order of the meter.
 * `frozen`: states of the sequences below some layer.
 */
export async function driftReference(
  { config, parameters }: Network,
  sequences: readonly ChatSequence[],
  frozen?: FrozenTower,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (const { batch, sequences: own } of batchesOf(sequences)) {
    const rows = tf.tidy(() => {
      const [states, at] = (frozen?.inputs(own, batch) ?? []).map(({ tensor }) => tensor);
      return tf.logSoftmax(
        states
          ? logitsFrom(config, parameters, frozen!.layers, states as tf.Tensor3D, at as tf.Tensor1D)
          : chatLogits(config, parameters, chatTensors(batch)),
      );
    });
    parts.push((await rows.data()) as Float32Array);
    rows.dispose();
  }
  return joinFloats(parts);
}

/** Measures the drift of children of one base. */
export class DriftMeter {
  readonly #batches: readonly { readonly measured: MeasuredBatch; readonly base: Float32Array }[];

  /**
   * `reference`: what `driftReference` gives for the same sequences. `frozen`: their states below the layers in which
   * the children differ from the base.
   */
  constructor(sequences: readonly ChatSequence[], reference: Float32Array, frozen?: FrozenTower) {
    const batches = batchesOf(sequences);
    const width = reference.length / batches.reduce((sum, { batch }) => sum + batch.labels.length, 0);
    let at = 0;
    this.#batches = batches.map((own) => ({
      measured: { ...own, frozen },
      base: reference.subarray(at, (at += own.batch.labels.length * width)),
    }));
  }

  /** Returns the drift of a network in nats per token; null where there is no held-out dialogue. */
  async measure(config: NetworkConfig, p: Parameters): Promise<number | null> {
    let sum = 0;
    let tokens = 0;
    for (const { measured, base } of this.#batches) {
      sum += await measureDrift(config, p, measured, base);
      tokens += measured.batch.labels.length;
    }
    return tokens === 0 ? null : Math.max(0, sum / tokens); // rounding may give slightly less than 0
  }
}
