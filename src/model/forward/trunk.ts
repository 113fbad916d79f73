/**
 * The trunk that both tasks share. The network's forward passes are pure functions of its parameters, in this file,
 * board-forward, evaluation-forward and chat-forward. Dimension letters: B boards or sequences, T tokens, F filters,
 * C chat width, W trunk width, D query-key width, V vocabulary. All tensors are float32, images NHWC.
 * Differences from the textbook: RMS norms have no gain; residual blocks start as the identity and use no batch
 * statistics, so a position's result does not depend on the other positions of its batch.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkConfig } from '../../spec/index.js';
import { dense, rmsNorm } from '../kernels/index.js';
import type { Parameters } from './parameters.js';

/** Applies the dense layer of that name, optionally with ReLU: x (N, in) -> (N, out). */
export const denseLayer = (p: Parameters, name: string, x: tf.Tensor, relu = false): tf.Tensor2D =>
  dense(x, p[`${name}.weight`]!, p[`${name}.bias`]!, relu);

/**
 * Applies the trunk to x (N, W), where a row is a square, a board or a token; both tasks use the same weights. `name`
 * selects the separate trunk of a network whose chat has its own.
 */
export function trunkForward(
  config: NetworkConfig,
  p: Parameters,
  x: tf.Tensor2D,
  name: TrunkName = 'trunk',
): tf.Tensor2D {
  return rmsNorm(trunkStates(config, p, x, name).at(-1)!);
}

/** States between the residual blocks, each (N, W): x itself, then the output of each block. Not normalised. */
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
