/**
 * The network's forward passes, as functions of its parameters, lie in three files: this one, board-forward and
 * chat-forward. Letters: B boards or sequences, T tokens, F filters, C chat width, W trunk width, D query-key width,
 * V vocabulary. All tensors are float32, NHWC.
 * What differs from the textbook: RMS norms without gains; residual blocks start as the identity and carry no
 * batch statistics, so a position's result does not depend on what it was batched with in training.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkConfig } from '../../spec/index.js';
import { dense, rmsNorm } from '../kernels/index.js';
import type { Parameters } from './parameters.js';

/** One dense layer of the network by its name. */
export const denseLayer = (p: Parameters, name: string, x: tf.Tensor, relu = false): tf.Tensor2D =>
  dense(x, p[`${name}.weight`]!, p[`${name}.bias`]!, relu);

/**
 * Both tasks go through the same weights here: x (N, W), one row a square, a board or a token. A child whose chat has a
 * trunk of its own goes through that by its name.
 */
export function trunkForward(
  config: NetworkConfig,
  p: Parameters,
  x: tf.Tensor2D,
  name: TrunkName = 'trunk',
): tf.Tensor2D {
  return rmsNorm(trunkStates(config, p, x, name).at(-1)!);
}

/** The rows between the residual blocks, each (N, W): x itself, then what every block leaves. */
export function trunkStates(
  config: NetworkConfig,
  p: Parameters,
  x: tf.Tensor2D,
  name: TrunkName = 'trunk',
): tf.Tensor2D[] {
  const states = [x];
  for (let block = 0; block < config.trunk.layers; block++) {
    const rows = states[block]!;
    const hidden = denseLayer(p, `${name}.block${block}.up`, rmsNorm(rows), true);
    states.push(tf.add(rows, denseLayer(p, `${name}.block${block}.down`, hidden)));
  }
  return states;
}

type TrunkName = 'trunk' | 'chat.trunk';
