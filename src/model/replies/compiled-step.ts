import type * as tf from '@tensorflow/tfjs-core';
import { LRUCache } from 'lru-cache';
import type { Parameters, StepModel } from '../forward/index.js';
import { Compiled } from '../graph/index.js';

/**
 * Models whose graphs are kept. Weights are inputs of a graph, so that all networks of one config share it: making it
 * takes as long as some dozens of steps.
 */
const steps = new LRUCache<string, Compiled>({ max: 8, dispose: (compiled) => compiled.close() });

/**
 * Reads one more token of each of B sequences as one graph: `ids` (B), their places, the mask (B, 1, 1, S) and the
 * cache. Returns logits (B, V) and the new cache; the caller owns them.
 */
export function compiledStep(
  model: StepModel,
  p: Parameters,
  { ids, places, mask }: { readonly ids: tf.Tensor; readonly places: readonly tf.Tensor[]; readonly mask: tf.Tensor },
  cache: readonly tf.Tensor[],
): tf.Tensor[] {
  let compiled = steps.get(model.key);
  if (!compiled) {
    compiled = new Compiled((weights, inputs, before) => {
      const own = Object.fromEntries(model.names.map((name, i) => [name, weights![i]!]));
      const [tokens, slots, ...at] = inputs as [tf.Tensor1D, tf.Tensor, ...tf.Tensor[]];
      const token = { ids: tokens, sequences: tokens.shape[0], places: at, mask: slots };
      const { logits, cache: after } = model.next(own, token, before!);
      return [logits, ...after];
    });
    steps.set(model.key, compiled);
  }
  const byRow = (tensor: tf.Tensor) => ({ tensor, rows: true });
  return compiled.run(
    model.names.map((name) => ({ tensor: p[name]! })),
    [ids, mask, ...places].map(byRow),
    cache.map(byRow),
  );
}
