/**
 * The network's forward passes, as functions of its parameters. Letters: B boards or sequences, T tokens,
 * F filters, C chat width, W trunk width, D query-key width, V vocabulary. All tensors are float32, NHWC.
 * What differs from the textbook: RMS norms without gains; residual blocks start as the identity and carry no
 * batch statistics, so a position's result does not depend on what it was batched with in training.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkConfig } from '../spec/index.js';
import { addRelu, conv3x3, dense, embed, rmsNorm, softmax } from './kernels.js';
import type { Parameters } from './parameters.js';

const layer = (p: Parameters, name: string, x: tf.Tensor, relu = false): tf.Tensor2D =>
  dense(x, p[`${name}.weight`]!, p[`${name}.bias`]!, relu);

/** Both tasks go through the same weights here: x (N, W), one row a square, a board or a token. */
export function trunk(config: NetworkConfig, p: Parameters, x: tf.Tensor2D): tf.Tensor2D {
  let rows = x;
  for (let block = 0; block < config.trunk.layers; block++) {
    const hidden = layer(p, `trunk.block${block}.up`, rmsNorm(rows), true);
    rows = tf.add(rows, layer(p, `trunk.block${block}.down`, hidden));
  }
  return rmsNorm(rows);
}

export interface BoardOutput {
  /** (B, 4288) logits, see chess/encoding. */
  readonly policy: tf.Tensor2D;
  /** (B, 3) logits: win, draw, loss for the mover. */
  readonly outcome: tf.Tensor2D;
}

/** planes (B, 1152) -> policy and outcome. */
export function boardForward(config: NetworkConfig, p: Parameters, planes: tf.Tensor2D): BoardOutput {
  return config.chess.kind === 'convolutional' ? convolutional(config, p, planes) : fullyConnected(config, p, planes);
}

function convolutional(config: NetworkConfig, p: Parameters, planes: tf.Tensor2D): BoardOutput {
  if (config.chess.kind !== 'convolutional') throw new TypeError('not a convolutional tower');
  const boards = planes.shape[0];
  const { filters, blocks } = config.chess;
  const { queryKey } = config.heads;
  const conv = (name: string, x: tf.Tensor, relu: boolean): tf.Tensor4D => conv3x3(x, p[`${name}.weight`]!, p[`${name}.bias`]!, relu);
  let x = conv('chess.stem', tf.reshape(planes, [boards, 8, 8, -1]), true);
  for (let block = 0; block < blocks; block++) {
    x = addRelu(x, conv(`chess.block${block}.second`, conv(`chess.block${block}.first`, x, true), false));
  }
  const squares = trunk(config, p, layer(p, 'chess.project', tf.reshape(x, [boards * 64, filters]))); // (64 B, W)
  const query = tf.reshape(layer(p, 'policy.query', squares), [boards, 64, queryKey]) as tf.Tensor3D;
  const key = tf.reshape(layer(p, 'policy.key', squares), [boards, 64, queryKey]) as tf.Tensor3D;
  const lastRank = tf.slice(tf.reshape(squares, [boards, 64, config.trunk.width]), [0, 56, 0], [boards, 8, config.trunk.width]);
  const promotion = tf.reshape(layer(p, 'policy.promotion', tf.reshape(lastRank, [boards * 8, config.trunk.width])), [boards, 1, 8, 3]);
  const board = tf.mean(tf.reshape(squares, [boards, 64, config.trunk.width]), 1) as tf.Tensor2D;
  return { policy: policyLogits(config, p, query, key, promotion), outcome: outcomeLogits(p, board) };
}

function fullyConnected(config: NetworkConfig, p: Parameters, planes: tf.Tensor2D): BoardOutput {
  if (config.chess.kind !== 'fully-connected') throw new TypeError('not a fully connected tower');
  const boards = planes.shape[0];
  const { queryKey } = config.heads;
  let x = planes;
  for (let index = 0; index < config.chess.layers; index++) x = layer(p, `chess.layer${index}`, x, true);
  const board = trunk(config, p, layer(p, 'chess.project', x)); // (B, W)
  const query = tf.reshape(layer(p, 'policy.query', board), [boards, 64, queryKey]) as tf.Tensor3D;
  const key = tf.reshape(layer(p, 'policy.key', board), [boards, 64, queryKey]) as tf.Tensor3D;
  const promotion = tf.reshape(layer(p, 'policy.promotion', board), [boards, 1, 8, 3]);
  return { policy: policyLogits(config, p, query, key, promotion), outcome: outcomeLogits(p, board) };
}

/**
 * query, key (B, 64, D) -> from x to logits, a learned bias for each pair of squares, and for under-promotions the
 * logit of the same step plus an offset by square and piece, promotion (B, 1, 8, 3).
 */
function policyLogits(config: NetworkConfig, p: Parameters, query: tf.Tensor3D, key: tf.Tensor3D, promotion: tf.Tensor): tf.Tensor2D {
  const boards = query.shape[0];
  const scores = tf.matMul(tf.mul(query, 1 / Math.sqrt(config.heads.queryKey)), key, false, true); // (B, 64, 64)
  const steps = tf.add(scores, p['policy.squares']!) as tf.Tensor3D;
  const pawnSteps = tf.expandDims(tf.slice(steps, [0, 48, 56], [boards, 8, 8]), 3); // seventh rank to eighth
  const under = tf.add(pawnSteps, promotion); // (B, 8, 8, 3)
  return tf.concat([tf.reshape(steps, [boards, 4096]), tf.reshape(under, [boards, 192])], 1) as tf.Tensor2D;
}

function outcomeLogits(p: Parameters, board: tf.Tensor2D): tf.Tensor2D {
  return layer(p, 'value.outcome', layer(p, 'value.hidden', board, true));
}

/** tokens (B * T) int32 -> trunk output (B * T, W) of a causal decoder. */
function chatTrunk(config: NetworkConfig, p: Parameters, tokens: tf.Tensor1D, sequences: number): tf.Tensor2D {
  const { width, heads, layers } = config.chat;
  const length = tokens.shape[0] / sequences;
  const perHead = width / heads;
  const mask = causalMask(length);
  const positions = tf.slice(p['chat.position']!, [0, 0], [length, width]);
  const embedded = tf.reshape(embed(p['chat.embedding']!, tokens), [sequences, length, width]);
  let x = tf.reshape(tf.add(embedded, positions), [sequences * length, width]) as tf.Tensor2D;
  for (let block = 0; block < layers; block++) {
    const name = `chat.block${block}`;
    const qkv = tf.reshape(layer(p, `${name}.qkv`, rmsNorm(x)), [sequences, length, 3, heads, perHead]);
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // each (B, heads, T, C / heads)
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(perHead)), mask);
    const attended = tf.transpose(tf.matMul(softmax(scores), v), [0, 2, 1, 3]);
    x = tf.add(x, layer(p, `${name}.attend`, tf.reshape(attended, [sequences * length, width])));
    x = tf.add(x, layer(p, `${name}.down`, layer(p, `${name}.up`, rmsNorm(x), true)));
  }
  return trunk(config, p, layer(p, 'chat.project', rmsNorm(x)));
}

/** (T, T): 0 on and below the diagonal, a large negative number above it. */
function causalMask(length: number): tf.Tensor2D {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}

/** Next-token logits (N, V) at the given places of the flattened tokens; `places` (N) int32 indexes B * T. */
export function chatForward(
  config: NetworkConfig,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  places: tf.Tensor1D,
): tf.Tensor2D {
  const rows = embed(chatTrunk(config, p, tokens, sequences), places);
  const hidden = rmsNorm(layer(p, 'chat.head', rows)); // (N, C)
  return tf.matMul(hidden, p['chat.embedding'] as tf.Tensor2D, false, true);
}
