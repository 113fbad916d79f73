import * as tf from '@tensorflow/tfjs-core';

/** Tokens with those that they follow; neither is empty. */
interface FollowingTokens {
  readonly context: readonly number[];
  readonly tokens: readonly number[];
}

/** Pairs in one pass: the logits of all their tokens are in memory. */
const BATCH = 64;

/** A model's logits (N, V) of the tokens after `rows` (N) of B * T token ids, B sequences padded at their ends. */
export type NextLogits = (ids: tf.Tensor1D, sequences: number, rows: tf.Tensor1D) => tf.Tensor2D;

/**
 * Log-probability in nats of each list of tokens after its context: the sum over the tokens. Where both do not fit into
 * `longest` tokens, the context loses its beginning, at last all but one token, and then the tokens their end.
 */
export async function logProbabilitiesOf(
  pairs: readonly FollowingTokens[],
  longest: number,
  nextLogits: NextLogits,
): Promise<number[]> {
  const all: number[] = [];
  for (let from = 0; from < pairs.length; from += BATCH)
    all.push(...(await batchLogProbabilities(pairs.slice(from, from + BATCH), longest, nextLogits)));
  return all;
}

async function batchLogProbabilities(
  pairs: readonly FollowingTokens[],
  longest: number,
  nextLogits: NextLogits,
): Promise<number[]> {
  const texts = pairs.map(({ tokens }) => tokens.slice(0, longest - 1));
  const rows = pairs.map(({ context }, i) => [...context.slice(-(longest - texts[i]!.length)), ...texts[i]!]);
  const length = Math.max(...rows.map((row) => row.length));
  const ids = new Int32Array(rows.length * length);
  const rowIndices: number[] = [];
  const labels: number[] = [];
  rows.forEach((row, sequence) => {
    ids.set(row, sequence * length);
    for (let i = row.length - texts[sequence]!.length; i < row.length; i++) {
      rowIndices.push(sequence * length + i - 1);
      labels.push(row[i]!);
    }
  });
  const perToken = tf.tidy(() => {
    const logits = nextLogits(tf.tensor1d(ids, 'int32'), rows.length, tf.tensor1d(rowIndices, 'int32'));
    const cells = tf.stack([tf.range(0, labels.length, 1, 'int32'), tf.tensor1d(labels, 'int32')], 1);
    return tf.sub(tf.gatherND(logits, cells), tf.logSumExp(logits, 1));
  });
  const values = await perToken.data();
  perToken.dispose();
  let at = 0;
  return texts.map((text) => {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum += values[at++]!;
    return sum;
  });
}
