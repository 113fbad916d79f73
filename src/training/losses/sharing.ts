/**
 * How much chat and board depend on the layers that they share. Each loss is measured as the network is, with the
 * trunk's output cut (every row replaced by the mean row: mean ablation, as in Wang et al., arXiv 2211.00593), and with
 * the trunk's blocks left out, so that its input passes unchanged.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import {
  aroundTrunk,
  boardHeads,
  boardTower,
  chatRows,
  logitsAfterTrunk,
  type Parameters,
  trunkForward,
  trunkInput,
} from '../../model/forward/index.js';
import { crossEntropy, rmsNorm } from '../../model/kernels/index.js';
import { chatTrunk, isEvaluation, isPretrained, type NetworkConfig } from '../../spec/index.js';
import { byLength, chatBatch, type PositionFile } from './batches.js';

/** A loss in nats, of a token or of a move. */
interface Dependence {
  readonly intact: number;
  /** With the trunk's output replaced by its mean. */
  readonly cut: number;
  /** With the trunk's blocks left out. */
  readonly withoutBlocks: number;
}

/** How much both tasks depend on the trunk. */
export interface Sharing {
  /** `variance`: the trunk's part of the variance of the state before the output layer, 0 to 1. */
  readonly chat: (Dependence & { readonly variance: number }) | null;
  /** Of the policy; null for a network that evaluates, and without positions. */
  readonly board: Dependence | null;
}

const CHAT_BATCH = 16;
const BOARD_BATCH = 128;

/** One batch: the trunk's input and output rows, and the loss of any output rows, times the number of targets. */
interface Part {
  readonly input: tf.Tensor2D;
  readonly output: tf.Tensor2D;
  readonly targets: number;
  readonly loss: (output: tf.Tensor2D) => tf.Scalar;
}

/** What of held-out data is used: enough for a tenth of a nat. */
const [MOST_SEQUENCES, MOST_POSITIONS] = [128, 1024];

/** Measures the sharing on held-out data, at most 128 sequences and 1,024 positions spread over all of it. */
export async function measureSharing(
  config: NetworkConfig,
  p: Parameters,
  { sequences, positions }: { readonly sequences: readonly ChatSequence[]; readonly positions?: PositionFile },
): Promise<Sharing> {
  const stride = Math.max(1, Math.floor(sequences.length / MOST_SEQUENCES));
  const sorted = byLength(sequences.filter((_, i) => i % stride === 0).slice(0, MOST_SEQUENCES));
  const chatParts = Array.from({ length: Math.ceil(sorted.length / CHAT_BATCH) }, (_, i) =>
    sorted.slice(i * CHAT_BATCH, (i + 1) * CHAT_BATCH),
  ).map((batch) => () => chatPart(config, p, batch));
  const chat = await dependence(chatParts);
  return {
    chat: chat && { ...chat, variance: await varianceShare(config, p, sorted) },
    board: positions ? await dependence(boardParts(config, p, positions)) : null,
  };
}

/** Losses over all parts; null where there are no targets. The parts are made twice. */
async function dependence(parts: readonly (() => Part)[]): Promise<Dependence | null> {
  let mean: tf.Tensor | undefined;
  let rows = 0;
  for (const make of parts) {
    const sum = tf.tidy(() => {
      const { output } = make();
      rows += output.shape[0];
      const own = tf.sum(output, 0);
      return mean ? tf.add(mean, own) : own;
    });
    mean?.dispose();
    mean = sum;
  }
  const sums = [0, 0, 0];
  let targets = 0;
  for (const make of parts) {
    const losses = tf.tidy(() => {
      const part = make();
      targets += part.targets;
      const cut = tf.tile(tf.expandDims(tf.div(mean!, rows), 0), [part.output.shape[0], 1]) as tf.Tensor2D;
      const plain = rmsNorm(part.input) as tf.Tensor2D;
      return tf.mul(tf.stack([part.output, cut, plain].map(part.loss)), part.targets);
    });
    (await losses.data()).forEach((value, i) => (sums[i]! += value));
    losses.dispose();
  }
  mean?.dispose();
  if (targets === 0) return null;
  const [intact, cut, withoutBlocks] = sums.map((sum) => sum / targets) as [number, number, number];
  return { intact, cut, withoutBlocks };
}

function chatPart(config: NetworkConfig, p: Parameters, sequences: readonly ChatSequence[]): Part {
  const batch = chatBatch(sequences);
  const labels = tf.tensor1d(batch.labels, 'int32');
  const rows = chatRows(
    config,
    p,
    tf.tensor1d(batch.tokens, 'int32'),
    sequences.length,
    tf.tensor1d(batch.rowIndices, 'int32'),
  );
  const input = trunkInput(config, p, rows);
  return {
    input,
    output: trunkForward(config, p, input, chatTrunk(config)),
    targets: batch.labels.length,
    loss: (output) => crossEntropy(logitsAfterTrunk(config, p, rows, output), labels, tf.ones([labels.size])),
  };
}

/** The trunk's part of the variance before the output layer. Without a way around the trunk it is 1. */
async function varianceShare(config: NetworkConfig, p: Parameters, sequences: readonly ChatSequence[]) {
  if (!isPretrained(config.chat)) return 1;
  const share = tf.tidy(() => {
    const batch = chatBatch(sequences.slice(-CHAT_BATCH));
    const rows = chatRows(
      config,
      p,
      tf.tensor1d(batch.tokens, 'int32'),
      batch.sequences,
      tf.tensor1d(batch.rowIndices, 'int32'),
    );
    const shared = trunkForward(config, p, trunkInput(config, p, rows), chatTrunk(config));
    const through = tf.matMul(shared, p['chat.head.weight'] as tf.Tensor2D);
    const [a, b] = [variance(through), variance(aroundTrunk(p, rows))];
    return tf.div(a, tf.add(a, b));
  });
  const [value] = await share.data();
  share.dispose();
  return value!;
}

/** Sum over columns of the variance of rows. */
const variance = (rows: tf.Tensor): tf.Tensor => tf.sum(tf.moments(rows, 0).variance);

function boardParts(config: NetworkConfig, p: Parameters, file: PositionFile): (() => Part)[] {
  if (isEvaluation(config)) return [];
  const count = Math.min(MOST_POSITIONS, file.count);
  const stride = Math.max(1, Math.floor(file.count / count));
  return Array.from({ length: Math.ceil(count / BOARD_BATCH) }, (_, i) => () => {
    const size = Math.min(BOARD_BATCH, count - i * BOARD_BATCH);
    const batch = file.batch(Int32Array.from({ length: size }, (__, at) => (i * BOARD_BATCH + at) * stride));
    const moves = tf.tensor1d(batch.moves, 'int32');
    const input = boardTower(config, p, tf.tensor2d(batch.planes, [size, batch.planes.length / size]));
    return {
      input,
      output: trunkForward(config, p, input),
      targets: size,
      loss: (output: tf.Tensor2D) => crossEntropy(boardHeads(config, p, output).policy, moves, tf.ones([size])),
    };
  });
}
