import * as tf from '@tensorflow/tfjs-core';
import { randomFromHash, sha256Hex, type NetworkConfig, type Random } from '../spec/index.js';
import { PLANES, BOARD_SIZE } from '../chess/encoding.js';

/** One tensor of the network: `init` says how it starts, as the table below reads. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** `normal`: mean 0, the given deviation. */
  readonly init: 'zero' | { readonly normal: number };
}

/** Named tensors of a network; the network owns them. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/**
 * All tensors of a network, in their fixed order, with their initial distributions:
 *
 *   weights before ReLU           normal, sqrt(2 / fan-in)   (He et al. 2015)
 *   other weights                 normal, sqrt(1 / fan-in)
 *   last weight of each residual  zero, so that every block starts as the identity
 *   embeddings, positions         normal, 0.02
 *   biases, policy bias           zero
 */
export function parameterShapes(config: NetworkConfig): ParameterShape[] {
  const list: ParameterShape[] = [];
  const add = (name: string, shape: number[], init: ParameterShape['init']): void => void list.push({ name, shape, init });
  const linear = (name: string, fanIn: number, out: number, init: 'relu' | 'plain' | 'zero'): void => {
    add(`${name}.weight`, [fanIn, out], init === 'zero' ? 'zero' : { normal: Math.sqrt((init === 'relu' ? 2 : 1) / fanIn) });
    add(`${name}.bias`, [out], 'zero');
  };
  const { chess, chat, trunk, heads } = config;

  if (chess.kind === 'convolutional') {
    const conv = (name: string, fanIn: number, init: ParameterShape['init']): void => {
      add(`${name}.weight`, [3, 3, fanIn, chess.filters], init);
      add(`${name}.bias`, [chess.filters], 'zero');
    };
    conv('chess.stem', PLANES, { normal: Math.sqrt(2 / (9 * PLANES)) });
    for (let block = 0; block < chess.blocks; block++) {
      conv(`chess.block${block}.first`, chess.filters, { normal: Math.sqrt(2 / (9 * chess.filters)) });
      conv(`chess.block${block}.second`, chess.filters, 'zero');
    }
    linear('chess.project', chess.filters, trunk.width, 'plain');
  } else {
    for (let layer = 0; layer < chess.layers; layer++) {
      linear(`chess.layer${layer}`, layer === 0 ? BOARD_SIZE : chess.width, chess.width, 'relu');
    }
    linear('chess.project', chess.width, trunk.width, 'plain');
  }

  add('chat.embedding', [chat.vocabulary, chat.width], { normal: 0.02 });
  add('chat.position', [chat.context, chat.width], { normal: 0.02 });
  for (let block = 0; block < chat.layers; block++) {
    linear(`chat.block${block}.qkv`, chat.width, 3 * chat.width, 'plain');
    linear(`chat.block${block}.attend`, chat.width, chat.width, 'zero');
    linear(`chat.block${block}.up`, chat.width, 4 * chat.width, 'relu');
    linear(`chat.block${block}.down`, 4 * chat.width, chat.width, 'zero');
  }
  linear('chat.project', chat.width, trunk.width, 'plain');

  for (let block = 0; block < trunk.layers; block++) {
    linear(`trunk.block${block}.up`, trunk.width, trunk.hidden, 'relu');
    linear(`trunk.block${block}.down`, trunk.hidden, trunk.width, 'zero');
  }

  linear('chat.head', trunk.width, chat.width, 'plain');
  const perSquare = chess.kind === 'convolutional' ? 1 : 64;
  linear('policy.query', trunk.width, perSquare * heads.queryKey, 'plain');
  linear('policy.key', trunk.width, perSquare * heads.queryKey, 'plain');
  linear('policy.promotion', trunk.width, perSquare === 1 ? 3 : 8 * 3, 'zero');
  add('policy.squares', [64, 64], 'zero');
  linear('value.hidden', trunk.width, heads.value, 'relu');
  linear('value.outcome', heads.value, 3, 'zero');
  return list;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

export function parameterCount(config: NetworkConfig): number {
  return parameterShapes(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Fresh values, the same for the same config and seed on every machine. */
export function initialValues(config: NetworkConfig, seed: number): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const { name, shape, init } of parameterShapes(config)) {
    const data = new Float32Array(sizeOf(shape));
    if (init !== 'zero') fillNormal(data, init.normal, randomFromHash(sha256Hex(`${seed}/${name}`)));
    values.set(name, data);
  }
  return values;
}

/** Normal numbers by Box and Muller's method. */
function fillNormal(out: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < out.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
}

/** The group of a parameter: the part of its name before the first dot (`chess`, `chat`, `trunk`, `policy`, `value`). */
export function groupOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
