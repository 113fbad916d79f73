/** From tokens to the logits of the next ones; the letters are trunk.ts's. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkConfig } from '../spec/index.js';
import { embed, rmsNorm, softmax } from './kernels.js';
import type { Parameters } from './parameters.js';
import { layer, trunk } from './trunk.js';

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
