/**
 * What is measured of a chat on held-out dialogue, compiled: the children of one base, and the networks of one shape in
 * general, share the graphs.
 */
import * as tf from '@tensorflow/tfjs-core';
import { LRUCache } from 'lru-cache';
import { type Parameters, parameterShapes } from '../../model/forward/index.js';
import { Compiled } from '../../model/graph/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { chatBatchOf, chatInputs } from './base-tasks.js';
import type { ChatBatch } from './batches.js';
import { chatLogits, chatLoss, chatLossReaches } from './losses.js';

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

function measuresOf(config: NetworkConfig): Measures {
  const key = canonicalJson(config);
  const found = kept.get(key);
  if (found) return found;
  const names = parameterShapes(config).flatMap(({ name }) => (chatLossReaches(name) ? [name] : []));
  const parameters = (tensors: readonly tf.Tensor[]): Parameters =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const made: Measures = {
    names,
    loss: new Compiled((tensors, batch) => [chatLoss(config, parameters(tensors!), chatBatchOf(batch!))]),
    drift: new Compiled((tensors, batch, [ofBase]) => {
      const child = tf.logSoftmax(chatLogits(config, parameters(tensors!), chatBatchOf(batch!)));
      return [tf.sum(tf.mul(tf.exp(ofBase!), tf.sub(ofBase!, child)))];
    }),
  };
  kept.set(key, made);
  return made;
}

/** Mean nats per target token of a batch. */
export const measureChatLoss = (config: NetworkConfig, p: Parameters, batch: ChatBatch): Promise<number> =>
  measure(measuresOf(config), 'loss', p, batch, []);

/**
 * Sum over the targets of a batch of KL(base || child) of the next token, nats. `ofBase`: the base's log-probabilities
 * (N, V), row-major.
 */
export async function measureDrift(
  config: NetworkConfig,
  p: Parameters,
  batch: ChatBatch,
  ofBase: Float32Array,
): Promise<number> {
  const tensor = tf.tensor2d(ofBase, [batch.labels.length, config.chat.vocabulary]);
  try {
    return await measure(measuresOf(config), 'drift', p, batch, [tensor]);
  } finally {
    tensor.dispose();
  }
}

async function measure(
  { names, ...measures }: Measures,
  which: 'loss' | 'drift',
  p: Parameters,
  batch: ChatBatch,
  more: readonly tf.Tensor[],
): Promise<number> {
  const inputs = chatInputs(batch);
  const [result] = measures[which].run(
    names.map((name) => ({ tensor: p[name]! })),
    inputs,
    more.map((tensor) => ({ tensor, rows: true })),
  );
  const [value] = await result!.data();
  tf.dispose([result!, inputs.map(({ tensor }) => tensor)]);
  return value!;
}
