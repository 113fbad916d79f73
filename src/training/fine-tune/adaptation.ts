/**
 * How each method derives a child from its base: which parameters are trained, their start values, and how the child's
 * parameters follow from them. Most methods train parameters of the base directly; `lora` trains low-rank factors of
 * their changes, `prompt` and `separate-trunk` add parameters to the config.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../model/checkpoint/index.js';
import { freshValues, type ParameterShape, type Parameters } from '../../model/forward/index.js';
import type { FineTuneRecipe, NetworkConfig } from '../../spec/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { frozenLayers } from '../losses/index.js';
import { FineTuneError } from './fine-tune-error.js';
import { trainedParameters } from './methods.js';

/** A method applied to a base. */
export interface Adaptation {
  /** Config of the child. */
  readonly config: NetworkConfig;
  /** The trained parameters, in the order of the optimiser. */
  readonly shapes: readonly ParameterShape[];
  /** Start values of the trained parameters by name. */
  readonly start: ReadonlyMap<string, Float32Array>;
  /** Tensors of the base that stay fixed; the base owns them. */
  readonly frozen: Parameters;
  /**
   * Computes all parameters of the child from the frozen and trained ones; differentiable, and of its arguments alone.
   * Must run inside a tidy.
   */
  readonly child: (p: Parameters) => Parameters;
  /**
   * Sum of squared differences of the child's parameters from `start`, the start values as tensors. Must run inside a
   * tidy.
   */
  readonly squaredDistance: (p: Parameters, start: Parameters) => tf.Scalar;
}

/** Applies the recipe's method to a base. Throws FineTuneError `unsuitable-base` where the base does not suit it. */
export async function adapt(base: Network, { treatment, seed }: FineTuneRecipe): Promise<Adaptation> {
  switch (treatment.method) {
    case 'lora':
      return adaptLowRank(base, treatment, seed);
    case 'prompt':
      return adaptPrompt(base, treatment, seed);
    case 'separate-trunk':
      if (base.config.separateTrunk)
        throw new FineTuneError('unsuitable-base', 'the chat of this base already has a separate trunk');
      return adaptDirectly(
        base,
        treatment,
        { ...base.config, separateTrunk: true },
        (name) => base.parameters[name.replace(/^chat\.trunk\./, 'trunk.')]!,
      );
    default:
      return adaptDirectly(base, treatment, base.config, (name) => base.parameters[name]!);
  }
}

type Treatment = FineTuneRecipe['treatment'];

/** Number of layers of the chat's tower, from the lowest, in which a recipe's child is its base to the bit. */
export function frozenLayersOf({ config }: Network, treatment: Treatment): number {
  if (treatment.method === 'prompt') return 0; // every layer reads the prompts
  const own = treatment.method === 'separate-trunk' ? { ...config, separateTrunk: true as const } : config;
  return frozenLayers(own, trainedParameters(treatment, own));
}

const readTensor = async (tensor: tf.Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array;

const sumOfSquares = (terms: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(terms.map((term) => tf.sum(tf.square(term)))) as tf.Scalar;

/**
 * A child whose parameters are those trained and frozen. It is no closure within `adaptDirectly`: graphs that are kept
 * for other children hold on to it, and would to the start values.
 */
const asTrained = (p: Parameters): Parameters => p;

/** Squared distance for methods that train the child's parameters directly. */
const directDistance = (p: Parameters, start: Parameters): tf.Scalar =>
  sumOfSquares(Object.entries(start).map(([name, tensor]) => tf.sub(p[name]!, tensor)));

/** Trains parameters of the child's config directly; `startOf` returns the tensor that a parameter starts from. */
async function adaptDirectly(
  base: Network,
  treatment: Treatment,
  config: NetworkConfig,
  startOf: (name: string) => tf.Tensor,
): Promise<Adaptation> {
  const shapes = trainedParameters(treatment, config);
  const start = new Map<string, Float32Array>();
  for (const { name } of shapes) start.set(name, await readTensor(startOf(name)));
  const frozen = Object.fromEntries(Object.entries(base.parameters).filter(([name]) => !start.has(name)));
  return { config, shapes, start, frozen, child: asTrained, squaredDistance: directDistance };
}

/**
 * Low-rank adaptation: W + A B for each matrix W (in, out), with A (in, r) and B (r, out), where B starts at zero (Hu
 * et al., arXiv 2106.09685, with a scale alpha / r of 1). The child stores the sum, so it is an ordinary checkpoint.
 */
function adaptLowRank(base: Network, treatment: Treatment, seed: number): Promise<Adaptation> {
  const rank = treatment.rank!;
  const matrices = trainedParameters(treatment, base.config).map(({ name, shape }) => ({
    name,
    fanIn: shape[0]!,
    out: shape[1]!,
    factors: factorNames(name),
  }));
  const shapes = matrices.flatMap(({ fanIn, out, factors: [a, b] }): ParameterShape[] => [
    { name: a, shape: [fanIn, rank], init: { normal: Math.sqrt(1 / fanIn) } },
    { name: b, shape: [rank, out], init: 'zero' },
  ]);
  const change = (p: Parameters, [a, b]: [string, string]): tf.Tensor =>
    tf.matMul(p[a] as tf.Tensor2D, p[b] as tf.Tensor2D);
  return Promise.resolve({
    config: base.config,
    shapes,
    start: freshValues(shapes, `lora/${seed}`),
    frozen: base.parameters,
    child: (p) => ({
      ...p,
      ...Object.fromEntries(matrices.map(({ name, factors }) => [name, tf.add(p[name]!, change(p, factors))])),
    }),
    // the distance of the matrices, not of their factors
    squaredDistance: (p) => sumOfSquares(matrices.map(({ factors }) => change(p, factors))),
  });
}

const factorNames = (name: string): [string, string] => [`${name}.a`, `${name}.b`];

/**
 * Prompt tuning: the prompt vectors start as embeddings of tokens sampled by the seed; a generator starts with zero
 * output.
 */
async function adaptPrompt(base: Network, treatment: Treatment, seed: number): Promise<Adaptation> {
  if (base.config.prompt) throw new FineTuneError('unsuitable-base', 'this base already has prompts');
  const { vectors, hidden } = treatment.prompt!;
  const prompt = { vectors, ...(hidden > 0 ? { generator: { hidden, until: base.tokenizer.endOfTurn } } : {}) };
  const config: NetworkConfig = { ...base.config, prompt };
  const shapes = trainedParameters(treatment, config);
  const start = freshValues(shapes, `prompt/${seed}`);
  const random = randomFromHash(sha256Hex(`prompt tokens/${seed}`));
  const { width, vocabulary } = config.chat;
  const embedding = await readTensor(base.parameters['chat.embedding']!);
  const rows = start.get('chat.prompt.vectors')!;
  for (let row = 0; row < vectors; row++) {
    const token = random.below(vocabulary);
    rows.set(embedding.subarray(token * width, (token + 1) * width), row * width);
  }
  return { config, shapes, start, frozen: base.parameters, child: asTrained, squaredDistance: directDistance };
}
