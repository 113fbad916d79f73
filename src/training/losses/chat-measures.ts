/**
 * What is measured of a chat on held-out dialogue, compiled: the children of one base, and the networks of one shape in
 * general, share the graphs.
 */
import * as tf from '@tensorflow/tfjs-core';
import { LRUCache } from 'lru-cache';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { type Parameters, parameterShapes } from '../../model/forward/index.js';
import { Compiled } from '../../model/graph/index.js';
import { crossEntropy } from '../../model/kernels/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { chatBatchOf, chatInputs } from './base-tasks.js';
import type { ChatBatch } from './batches.js';
import { type FrozenTower, logitsFrom } from './frozen-tower.js';
import { chatLogits, chatLossReaches } from './losses.js';

interface Measures {
  /** Names of the parameters that the chat depends on, in the order in which the functions take them. */
  readonly names: readonly string[];
  readonly loss: Compiled;
  readonly drift: Compiled;
}

/** Shapes of networks whose graphs are kept. */
const KEPT = 4;
const kept = new LRUCache<string, Measures>({
  max: KEPT,
  dispose: ({ loss, drift }) => {
    loss.close();
    drift.close();
  },
});

/** The measures of networks of a config whose first `layers` layers are computed before. */
function measuresOf(config: NetworkConfig, layers: number): Measures {
  const key = `${layers} ${canonicalJson(config)}`;
  const found = kept.get(key);
  if (found) return found;
  const names = parameterShapes(config).flatMap(({ name }) => (chatLossReaches(name) ? [name] : []));
  const logitsOf = (p: Parameters, batch: readonly tf.Tensor[]): tf.Tensor2D =>
    layers > 0
      ? logitsFrom(config, p, layers, batch[0] as tf.Tensor3D, batch[1] as tf.Tensor1D)
      : chatLogits(config, p, chatBatchOf(batch));
  const parameters = (tensors: readonly tf.Tensor[]): Parameters =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const made: Measures = {
    names,
    loss: new Compiled((tensors, batch) => {
      const [, , labels, weights] = batch as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      return [crossEntropy(logitsOf(parameters(tensors!), batch!), labels, weights)];
    }),
    drift: new Compiled((tensors, batch, [ofBase]) => {
      const child = tf.logSoftmax(logitsOf(parameters(tensors!), batch!));
      return [tf.sum(tf.mul(tf.exp(ofBase!), tf.sub(ofBase!, child)))];
    }),
  };
  kept.set(key, made);
  return made;
}

/** Sequences to measure on, and the states of those below the layers in which the networks differ, where there are. */
export interface MeasuredBatch {
  readonly batch: ChatBatch;
  readonly sequences: readonly ChatSequence[];
  readonly frozen?: FrozenTower | undefined;
}

/** Mean nats per target token of a batch. */
export const measureChatLoss = (config: NetworkConfig, p: Parameters, measured: MeasuredBatch): Promise<number> =>
  measure(config, 'loss', p, measured, []);

/**
 * Sum over the targets of a batch of KL(base || child) of the next token, nats. `ofBase`: the base's log-probabilities
 * (N, V), row-major.
 */
export async function measureDrift(
  config: NetworkConfig,
  p: Parameters,
  measured: MeasuredBatch,
  ofBase: Float32Array,
): Promise<number> {
  const tensor = tf.tensor2d(ofBase, [measured.batch.labels.length, config.chat.vocabulary]);
  try {
    return await measure(config, 'drift', p, measured, [tensor]);
  } finally {
    tensor.dispose();
  }
}

async function measure(
  config: NetworkConfig,
  which: 'loss' | 'drift',
  p: Parameters,
  { batch, sequences, frozen }: MeasuredBatch,
  more: readonly tf.Tensor[],
): Promise<number> {
  const { names, ...measures } = measuresOf(config, frozen?.layers ?? 0);
  const inputs = frozen?.inputs(sequences, batch) ?? chatInputs(batch);
  let result: tf.Tensor | undefined;
  try {
    [result] = measures[which].run(
      names.map((name) => ({ tensor: p[name]! })),
      inputs,
      more.map((tensor) => ({ tensor, rows: true })),
    );
    return (await result!.data())[0]!;
  } finally {
    tf.dispose([...(result ? [result] : []), ...inputs.map(({ tensor }) => tensor)]);
  }
}
