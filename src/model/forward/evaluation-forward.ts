/** Forward pass of an evaluation network: from a board to pawns. The dimension letters are those of trunk.ts. */
import * as tf from '@tensorflow/tfjs-core';
import type { EvaluationNetwork } from '../../spec/index.js';
import { inputDense } from '../kernels/index.js';
import type { Parameters } from './parameters.js';
import { denseLayer, trunkForward } from './trunk.js';

/** bits (B, 808) as packed by chess/board/spears-bits -> (B) evaluations in pawns from White's view, unclamped. */
export function evaluationForward(config: EvaluationNetwork, p: Parameters, bits: tf.Tensor2D): tf.Tensor1D {
  let x = inputDense(bits, p['chess.layer0.weight']!, p['chess.layer0.bias']!);
  for (let index = 1; index < config.chess.layers; index++) x = denseLayer(p, `chess.layer${index}`, x, true);
  const board = trunkForward(config, p, denseLayer(p, 'chess.project', x));
  return tf.reshape(denseLayer(p, 'value.pawns', board), [bits.shape[0]]) as tf.Tensor1D;
}
