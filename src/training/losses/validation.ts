import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Parameters } from '../../model/forward/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { byLength, chatBatch, type PositionFile } from './batches.js';
import { measureChatLoss } from './chat-measures.js';
import type { FrozenTower } from './frozen-tower.js';
import { boardLosses, positionTensors } from './losses.js';

/** Losses of a policy network on held-out positions, in nats. */
export interface BoardValidation {
  readonly policyLoss: number;
  readonly outcomeLoss: number;
  /** Share of positions where the move played has the highest raw logit. */
  readonly moveMatch: number;
}

const BOARD_BATCH = 256;
const CHAT_BATCH = 64;

/** Losses on at most `limit` positions, spread evenly over the file and the same each time. */
export async function validateBoard(
  config: NetworkConfig,
  p: Parameters,
  file: PositionFile,
  limit: number,
): Promise<BoardValidation> {
  const count = Math.min(limit, file.count);
  const stride = Math.max(1, Math.floor(file.count / count));
  const sums = [0, 0, 0];
  for (let from = 0; from < count; from += BOARD_BATCH) {
    const batch = file.batch(
      Int32Array.from({ length: Math.min(BOARD_BATCH, count - from) }, (_, i) => (from + i) * stride),
    );
    const means = tf.tidy(() => {
      const { policy, outcome, logits } = boardLosses(config, p, positionTensors(batch));
      const hits = tf.equal(tf.argMax(logits, 1), tf.tensor1d(batch.moves, 'int32'));
      return tf.stack([policy, outcome, tf.mean(tf.cast(hits, 'float32'))]);
    });
    (await means.data()).forEach((value, i) => (sums[i]! += value * batch.moves.length));
    means.dispose();
  }
  return { policyLoss: sums[0]! / count, outcomeLoss: sums[1]! / count, moveMatch: sums[2]! / count };
}

/**
 * Mean nats per target token over all sequences; 0 where there are no targets. `frozen`: the states of all of them
 * below the layers that the network does not share with it.
 */
export async function validateChat(
  config: NetworkConfig,
  p: Parameters,
  sequences: readonly ChatSequence[],
  frozen?: FrozenTower,
): Promise<number> {
  let sum = 0;
  let tokens = 0;
  const sorted = byLength(sequences); // so that little of a batch is padding
  for (let from = 0; from < sorted.length; from += CHAT_BATCH) {
    const part = sorted.slice(from, from + CHAT_BATCH);
    const batch = chatBatch(part);
    if (batch.labels.length === 0) continue;
    sum += (await measureChatLoss(config, p, { batch, sequences: part, frozen })) * batch.labels.length;
    tokens += batch.labels.length;
  }
  return sum / Math.max(1, tokens);
}
