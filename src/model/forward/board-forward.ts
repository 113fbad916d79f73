/** Forward pass of a board: from input planes to policy and outcome. The dimension letters are those of trunk.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { isEvaluation, type NetworkConfig, type PolicyNetwork } from '../../spec/index.js';
import { addRelu, conv3x3, inputConv3x3, inputDense } from '../kernels/index.js';
import type { Parameters } from './parameters.js';
import { denseLayer, trunkForward } from './trunk.js';

/** Logits of a batch of B boards. */
export interface BoardOutput {
  /** (B, 4288) logits of the moves, indexed as in chess/board/encoding. */
  readonly policy: tf.Tensor2D;
  /** (B, 3) logits: win, draw, loss for the side to move. */
  readonly outcome: tf.Tensor2D;
}

/** planes (B, 1152) -> policy and outcome. Throws TypeError for an evaluation network, which has no policy. */
export function boardForward(config: NetworkConfig, p: Parameters, planes: tf.Tensor2D): BoardOutput {
  if (isEvaluation(config)) throw new TypeError('a network that evaluates has no policy');
  return boardHeads(config, p, trunkForward(config, p, boardTower(config, p, planes)));
}

/** Rows of the trunk per board: one per square for a convolutional tower, one for a fully connected one. */
export const rowsPerBoard = ({ chess }: PolicyNetwork): number => (chess.kind === 'convolutional' ? 64 : 1);

/** planes (B, 1152) -> input of the trunk: (64 B, W) from a convolutional tower, (B, W) from a fully connected one. */
export function boardTower({ chess }: PolicyNetwork, p: Parameters, planes: tf.Tensor2D): tf.Tensor2D {
  const boards = planes.shape[0];
  if (chess.kind === 'fully-connected') {
    let x = inputDense(planes, p['chess.layer0.weight']!, p['chess.layer0.bias']!);
    for (let index = 1; index < chess.layers; index++) x = denseLayer(p, `chess.layer${index}`, x, true);
    return denseLayer(p, 'chess.project', x);
  }
  const conv = (name: string, x: tf.Tensor, relu: boolean): tf.Tensor4D =>
    conv3x3(x, p[`${name}.weight`]!, p[`${name}.bias`]!, relu);
  const stem = tf.reshape(planes, [boards, 8, 8, -1]) as tf.Tensor4D;
  let x = inputConv3x3(stem, p['chess.stem.weight']!, p['chess.stem.bias']!);
  for (let block = 0; block < chess.blocks; block++) {
    x = addRelu(x, conv(`chess.block${block}.second`, conv(`chess.block${block}.first`, x, true), false));
  }
  return denseLayer(p, 'chess.project', tf.reshape(x, [boards * 64, chess.filters]));
}

/**
 * Output rows of the trunk, (64 B, W) or (B, W) -> policy and outcome. Where a board has a single row, that row encodes
 * all squares.
 */
export function boardHeads(config: PolicyNetwork, p: Parameters, rows: tf.Tensor2D): BoardOutput {
  const boards = rows.shape[0] / rowsPerBoard(config);
  const { queryKey } = config.heads;
  const { width } = config.trunk;
  const query = tf.reshape(denseLayer(p, 'policy.query', rows), [boards, 64, queryKey]) as tf.Tensor3D;
  const key = tf.reshape(denseLayer(p, 'policy.key', rows), [boards, 64, queryKey]) as tf.Tensor3D;
  let board = rows;
  let promotionRows = rows;
  if (rowsPerBoard(config) === 64) {
    const squares = tf.reshape(rows, [boards, 64, width]);
    promotionRows = tf.reshape(tf.slice(squares, [0, 56, 0], [boards, 8, width]), [boards * 8, width]); // the last rank
    board = tf.mean(squares, 1) as tf.Tensor2D;
  }
  const promotion = tf.reshape(denseLayer(p, 'policy.promotion', promotionRows), [boards, 1, 8, 3]);
  return { policy: policyLogits(config, p, query, key, promotion), outcome: outcomeLogits(p, board) };
}

/**
 * query, key (B, 64, D) -> logits (B, 4288). A move's logit is query . key of its two squares plus a learned bias for
 * the pair; an underpromotion's is that of the same step plus `promotion` (B, 1, 8, 3), an offset by square and piece.
 */
function policyLogits(
  config: PolicyNetwork,
  p: Parameters,
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  promotion: tf.Tensor,
): tf.Tensor2D {
  const boards = query.shape[0];
  const scores = tf.matMul(tf.mul(query, 1 / Math.sqrt(config.heads.queryKey)), key, false, true); // (B, 64, 64)
  const steps = tf.add(scores, p['policy.squares']!) as tf.Tensor3D;
  const pawnSteps = tf.expandDims(tf.slice(steps, [0, 48, 56], [boards, 8, 8]), 3); // seventh rank to eighth
  const under = tf.add(pawnSteps, promotion); // (B, 8, 8, 3)
  return tf.concat([tf.reshape(steps, [boards, 4096]), tf.reshape(under, [boards, 192])], 1) as tf.Tensor2D;
}

function outcomeLogits(p: Parameters, board: tf.Tensor2D): tf.Tensor2D {
  return denseLayer(p, 'value.outcome', denseLayer(p, 'value.hidden', board, true));
}
