/**
 * Joins a pretrained decoder to the board and trunk of a trained base. The result chats nearly as the decoder did and
 * plays exactly as the base did, although the directions in which the decoder's last states vary most reach the output
 * only through the trunk that the board uses: the layer into the trunk takes those directions, and the layer out of it
 * is fitted by least squares to give them back from what the base's trunk makes of them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence, Tokenizer } from '../../dialogue/tokens/index.js';
import { type Network, networkFromValues, towerOfSource } from '../../model/checkpoint/index.js';
import { chatRows, DIRECTIONS, parameterShapes, trunkForward } from '../../model/forward/index.js';
import type { StoredTensor } from '../../model/safetensors/index.js';
import type { SourceConfig } from '../../model/source/index.js';
import { cholesky, solveCholesky } from '../../rating/numerics/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { chatBatch } from '../losses/index.js';
import { principalDirections } from './principal-directions.js';

/** What a network is grafted from. */
export interface GraftOptions {
  /** The base whose board, trunk and heads are taken. */
  readonly base: Network;
  readonly source: {
    readonly config: SourceConfig;
    readonly weights: ReadonlyMap<string, StoredTensor>;
    readonly tokenizerJson: string;
  };
  readonly tokenizer: Tokenizer;
  /** Tokens of a sequence. */
  readonly context: number;
  /** Directions of the decoder's last states that reach the output through the trunk alone. */
  readonly directions: number;
  /** Dialogue in the tokens of `tokenizer`, by which the directions are chosen and the layers fitted. */
  readonly sequences: readonly ChatSequence[];
}

/**
 * Root mean square of the trunk's input. The larger it is, the less the trunk's blocks change it: measured untrained
 * with 96 directions (docs/log.md, 2026-12-01), 8 cost the chat .01 nats a token and losing the blocks .3, 2 cost .07
 * and 1.9, 1 cost .13 and 6.8.
 */
const INPUT_SCALE = 2;
/** Share of the mean square that is added to the diagonal of the least squares. */
const RIDGE = 1e-5;
const BATCH = 16;

/** Grafts a network; the caller owns it. Throws RangeError and SourceError where the parts do not fit. */
export async function graftNetwork(options: GraftOptions): Promise<Network> {
  const { base, source, tokenizer, sequences } = options;
  const config = graftedConfig(options);
  const tower = towerOfSource(config.chat, tokenizer.json, source);
  const values = new Map<string, Float32Array>();
  for (const { name, shape } of parameterShapes(config)) {
    const own = name.startsWith('chat.') ? tower.get(name)?.data : await base.parameters[name]!.data();
    values.set(name, (own as Float32Array | undefined) ?? new Float32Array(shape.reduce((a, b) => a * b, 1)));
  }
  const draft = networkFromValues(config, tokenizer, values);
  const rows = await outputRows(draft, sequences);
  try {
    const directions = await principalDirections(rows, options.directions);
    values.set(DIRECTIONS, directions);
    for (const [name, data] of await fittedLayers(draft, rows, directions)) values.set(name, data);
  } finally {
    rows.dispose();
    draft.dispose();
  }
  return networkFromValues(config, tokenizer, values);
}

function graftedConfig({ base, source, tokenizer, context, directions }: GraftOptions) {
  const { config } = source;
  if (directions >= base.config.trunk.width)
    throw new RangeError(`a trunk ${base.config.trunk.width} wide has no room for ${directions} directions`);
  const chat = { ...config, kind: 'pretrained' as const, vocabulary: tokenizer.size, context, directions };
  return { ...base.config, chat } satisfies NetworkConfig;
}

/** The tower's outputs (N, C) at all targets; the caller disposes of them. */
async function outputRows({ config, parameters }: Network, sequences: readonly ChatSequence[]): Promise<tf.Tensor2D> {
  const parts: tf.Tensor2D[] = [];
  const sorted = [...sequences].sort((a, b) => a.tokens.length - b.tokens.length);
  for (let from = 0; from < sorted.length; from += BATCH) {
    const { tokens, sequences: count, rowIndices } = chatBatch(sorted.slice(from, from + BATCH));
    parts.push(
      tf.tidy(() =>
        chatRows(config, parameters, tf.tensor1d(tokens, 'int32'), count, tf.tensor1d(rowIndices, 'int32')),
      ),
    );
  }
  const all = tf.concat(parts);
  tf.dispose(parts);
  return all;
}

/** Layers into the trunk and out of it for `directions` (C, K) of the rows (N, C). */
async function fittedLayers(
  { config, parameters }: Network,
  rows: tf.Tensor2D,
  directions: Float32Array,
): Promise<Map<string, Float32Array>> {
  const { width: into } = config.trunk;
  const [count, width] = rows.shape;
  const taken = directions.length / width;
  const [project, features, wanted] = tf.tidy(() => {
    const u = tf.tensor2d(directions, [width, taken]);
    const along = tf.matMul(rows, u); // (N, K)
    // the last columns of the trunk's input start empty
    const size = tf.sqrt(tf.div(tf.sum(tf.square(along)), count * into));
    const projection = tf.mul(
      tf.pad(u, [
        [0, 0],
        [0, into - taken],
      ]),
      tf.div(INPUT_SCALE, size),
    ) as tf.Tensor2D;
    const shared = trunkForward(config, parameters, tf.matMul(rows, projection));
    return [projection, tf.concat([shared, tf.ones([count, 1])], 1), tf.matMul(along, u, false, true)] as const;
  }) as unknown as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const gram = tf.tidy(() => tf.matMul(features, features, true, false));
  const right = tf.tidy(() => tf.matMul(features, wanted, true, false)); // (W + 1, C)
  const size = into + 1;
  const matrix = Float64Array.from(await gram.data());
  const trace = matrix.reduce((sum, value, at) => (at % (size + 1) === 0 ? sum + value : sum), 0);
  for (let i = 0; i < size; i++) matrix[i * size + i]! += (RIDGE * trace) / size;
  const factor = cholesky(matrix, size);
  if (!factor) throw new RangeError('the sequences are too few to fit the layer out of the trunk');
  const sides = await right.data();
  const solved = new Float32Array(size * width);
  for (let column = 0; column < width; column++) {
    const x = solveCholesky(
      factor,
      Float64Array.from({ length: size }, (_, i) => sides[i * width + column]!),
    );
    x.forEach((value, i) => (solved[i * width + column] = value));
  }
  const layers = new Map([
    ['chat.project.weight', (await project.data()) as Float32Array],
    ['chat.head.weight', solved.slice(0, into * width)],
    ['chat.head.bias', solved.slice(into * width)],
  ]);
  tf.dispose([project, features, wanted, gram, right]);
  return layers;
}
