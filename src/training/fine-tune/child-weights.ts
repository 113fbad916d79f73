/** The weights of a child in training: start, drift from the base, and the finished network. */
import * as tf from '@tensorflow/tfjs-core';
import { Network } from '../../model/checkpoint/index.js';
import { type Parameters, parameterShapes } from '../../model/forward/index.js';
import type { DriftMeter } from '../losses/index.js';
import type { AdamState, FlatAdam } from '../optimiser/index.js';
import type { Adaptation } from './adaptation.js';

/** State of the optimiser before the first step; `length` is the number of trained scalars. */
export function initialAdamState({ shapes, start }: Adaptation, length: number): AdamState {
  const values = new Float32Array(length);
  let at = 0;
  for (const { name } of shapes) {
    values.set(start.get(name)!, at);
    at += start.get(name)!.length;
  }
  return { step: 0, values, mean: new Float32Array(length), variance: new Float32Array(length) };
}

/** Calls `use` with the child's current parameters, which are freed afterwards. */
async function withChild<T>(
  { shapes, frozen, child }: Adaptation,
  adam: FlatAdam,
  use: (p: Parameters) => Promise<T>,
): Promise<T> {
  const weights = adam.tensors();
  const inputs: Parameters = { ...frozen, ...Object.fromEntries(shapes.map(({ name }, i) => [name, weights[i]!])) };
  const parameters = tf.tidy(() => ({ ...child(inputs) }));
  try {
    return await use(parameters);
  } finally {
    const created = Object.entries(parameters).flatMap(([name, tensor]) => (inputs[name] === tensor ? [] : [tensor]));
    tf.dispose([weights, created]);
  }
}

/** Drift of the child's chat from its base's, nats per token; null where there is no held-out dialogue. */
export const measureDrift = (meter: DriftMeter, adaptation: Adaptation, adam: FlatAdam): Promise<number | null> =>
  withChild(adaptation, adam, (p) => meter.measure(adaptation.config, p));

/**
 * Builds the child as a network. Parameters that were not trained are the base's, to the bit, and share its memory
 * until one of the two is freed.
 */
export const buildChild = ({ tokenizer }: Network, adaptation: Adaptation, adam: FlatAdam): Promise<Network> =>
  withChild(adaptation, adam, (p) => {
    const parameters = parameterShapes(adaptation.config).map(({ name }) => [name, tf.clone(p[name]!)] as const);
    return Promise.resolve(new Network(adaptation.config, tokenizer, Object.fromEntries(parameters)));
  });
