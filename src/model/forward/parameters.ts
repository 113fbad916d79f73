import type * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, PLANES, SPEARS_BITS } from '../../chess/board/index.js';
import {
  type DecoderChat,
  isEvaluation,
  isPretrained,
  isRecurrent,
  type NetworkConfig,
  type PolicyNetwork,
  type PretrainedChat,
  type RecurrentChat,
} from '../../spec/index.js';
import { type Random, randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { decoderShapes } from '../transformer/index.js';
import { DIRECTIONS, towerName } from './pretrained-tower.js';

/** One tensor of a network: name, shape and initial distribution. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** `normal`: mean 0 with the given standard deviation. */
  readonly init: 'zero' | { readonly normal: number };
}

/** Tensors of a network by parameter name; the network owns them. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/**
 * Lists all tensors of a network, in their fixed order, with their initial distributions:
 *
 *   weights before ReLU           normal, sqrt(2 / fan-in)   (He et al. 2015)
 *   other weights                 normal, sqrt(1 / fan-in)
 *   last weight of each residual  zero, so that every block starts as the identity
 *   embeddings, positions         normal, 0.02
 *   biases, policy bias           zero
 *
 * Recurrent layers are residual too, but do not end in a weight that could start at zero.
 */
export function parameterShapes(config: NetworkConfig): ParameterShape[] {
  const { chat, trunk } = config;
  return [
    ...chessTower(config),
    ...chatTower(chat),
    ...linear('chat.project', chat.width, trunk.width, 'plain'),
    ...trunkBlocks('trunk', config),
    ...(config.separateTrunk ? trunkBlocks('chat.trunk', config) : []),
    ...promptLayers(config),
    ...linear('chat.head', trunk.width, chat.width, 'plain'),
    ...(isEvaluation(config) ? linear('value.pawns', trunk.width, 1, 'plain') : policyHeads(config)),
  ];
}

const repeat = <T>(count: number, make: (index: number) => T[]): T[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

function linear(name: string, fanIn: number, out: number, init: 'relu' | 'plain' | 'zero'): ParameterShape[] {
  return [
    {
      name: `${name}.weight`,
      shape: [fanIn, out],
      init: init === 'zero' ? 'zero' : { normal: Math.sqrt((init === 'relu' ? 2 : 1) / fanIn) },
    },
    { name: `${name}.bias`, shape: [out], init: 'zero' },
  ];
}

function chessTower({ chess, trunk }: NetworkConfig): ParameterShape[] {
  if (chess.kind === 'convolutional') {
    const conv = (name: string, fanIn: number, init: ParameterShape['init']): ParameterShape[] => [
      { name: `${name}.weight`, shape: [3, 3, fanIn, chess.filters], init },
      { name: `${name}.bias`, shape: [chess.filters], init: 'zero' },
    ];
    return [
      ...conv('chess.stem', PLANES, { normal: Math.sqrt(2 / (9 * PLANES)) }),
      ...repeat(chess.blocks, (block) => [
        ...conv(`chess.block${block}.first`, chess.filters, { normal: Math.sqrt(2 / (9 * chess.filters)) }),
        ...conv(`chess.block${block}.second`, chess.filters, 'zero'),
      ]),
      ...linear('chess.project', chess.filters, trunk.width, 'plain'),
    ];
  }
  const inputs = chess.kind === 'evaluation' ? SPEARS_BITS : BOARD_SIZE;
  return [
    ...repeat(chess.layers, (layer) =>
      linear(`chess.layer${layer}`, layer === 0 ? inputs : chess.width, chess.width, 'relu'),
    ),
    ...linear('chess.project', chess.width, trunk.width, 'plain'),
  ];
}

function trunkBlocks(name: string, { trunk }: NetworkConfig): ParameterShape[] {
  return repeat(trunk.layers, (block) => [
    ...linear(`${name}.block${block}.up`, trunk.width, trunk.hidden, 'relu'),
    ...linear(`${name}.block${block}.down`, trunk.hidden, trunk.width, 'zero'),
  ]);
}

function promptLayers({ chat, prompt }: NetworkConfig): ParameterShape[] {
  if (!prompt) return [];
  const { vectors, generator } = prompt;
  return [
    { name: 'chat.prompt.vectors', shape: [vectors, chat.width], init: { normal: 0.02 } },
    ...(generator
      ? [
          ...linear('chat.prompt.up', chat.width, generator.hidden, 'relu'),
          ...linear('chat.prompt.down', generator.hidden, vectors * chat.width, 'zero'),
        ]
      : []),
  ];
}

function chatTower(chat: NetworkConfig['chat']): ParameterShape[] {
  if (isPretrained(chat)) return pretrainedTower(chat);
  return [
    { name: 'chat.embedding', shape: [chat.vocabulary, chat.width], init: { normal: 0.02 } },
    ...(isRecurrent(chat) ? recurrentLayers(chat) : decoderBlocks(chat)),
  ];
}

/**
 * The decoder's tensors by its own names behind `chat.`, and the directions (C, K). They are drawn for tests and for
 * what they cost to run; a network of use takes them from a source model.
 */
function pretrainedTower(chat: PretrainedChat): ParameterShape[] {
  return [
    ...[...decoderShapes(chat)].map(([name, shape]): ParameterShape => {
      const isTable = shape.length === 2 && !name.endsWith('.weight');
      return {
        name: towerName(name),
        shape,
        init: name.endsWith('.weight') ? { normal: Math.sqrt(1 / shape[0]!) } : isTable ? { normal: 0.02 } : 'zero',
      };
    }),
    { name: DIRECTIONS, shape: [chat.width, chat.directions], init: { normal: Math.sqrt(1 / chat.width) } },
  ];
}

function decoderBlocks({ width, context, layers }: DecoderChat): ParameterShape[] {
  return [
    { name: 'chat.position', shape: [context, width], init: { normal: 0.02 } },
    ...repeat(layers, (block) => [
      ...linear(`chat.block${block}.qkv`, width, 3 * width, 'plain'),
      ...linear(`chat.block${block}.attend`, width, width, 'zero'),
      ...linear(`chat.block${block}.up`, width, 4 * width, 'relu'),
      ...linear(`chat.block${block}.down`, 4 * width, width, 'zero'),
    ]),
  ];
}

/**
 * The gates are concatenated in the order reset, update, candidate; `hidden.bias` belongs to the candidate only (see
 * gru.ts).
 */
function recurrentLayers({ width, layers }: RecurrentChat): ParameterShape[] {
  return repeat(layers, (layer) => [
    ...linear(`chat.layer${layer}.input`, width, 3 * width, 'plain'),
    { name: `chat.layer${layer}.hidden.weight`, shape: [width, 3 * width], init: { normal: Math.sqrt(1 / width) } },
    { name: `chat.layer${layer}.hidden.bias`, shape: [width], init: 'zero' },
  ]);
}

function policyHeads({ chess, trunk, heads }: PolicyNetwork): ParameterShape[] {
  const perSquare = chess.kind === 'convolutional' ? 1 : 64;
  return [
    ...linear('policy.query', trunk.width, perSquare * heads.queryKey, 'plain'),
    ...linear('policy.key', trunk.width, perSquare * heads.queryKey, 'plain'),
    ...linear('policy.promotion', trunk.width, perSquare === 1 ? 3 : 8 * 3, 'zero'),
    { name: 'policy.squares', shape: [64, 64], init: 'zero' },
    ...linear('value.hidden', trunk.width, heads.value, 'relu'),
    ...linear('value.outcome', heads.value, 3, 'zero'),
  ];
}

/** Number of elements of a tensor of this shape. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Number of scalar parameters of a network of this config. */
export function parameterCount(config: NetworkConfig): number {
  return parameterShapes(config).reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Draws initial values by parameter name; equal for equal config and seed on every machine. */
export const initialValues = (config: NetworkConfig, seed: number): Map<string, Float32Array> =>
  freshValues(parameterShapes(config), seed);

/** Draws initial values for the given shapes; each tensor has its own generator, seeded by `seed` and its name. */
export function freshValues(shapes: readonly ParameterShape[], seed: number | string): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const { name, shape, init } of shapes) {
    const data = new Float32Array(elementCount(shape));
    if (init !== 'zero') fillNormal(data, init.normal, randomFromHash(sha256Hex(`${seed}/${name}`)));
    values.set(name, data);
  }
  return values;
}

/** Fills `out` with normal deviates by the Box-Muller transform. */
function fillNormal(out: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < out.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
}

/**
 * Returns the group of a parameter: its name up to the first dot (`chess`, `chat`, `trunk`, `policy` or `value`).
 */
export function parameterGroup(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

/** True for parameters that a board passes through; games need no others. */
export const isBoardParameter = (name: string): boolean => !name.startsWith('chat.');
