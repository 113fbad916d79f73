/**
 * How a method makes a child out of its base: what the optimiser moves, where that starts, and how the child's
 * parameters follow from it. Most methods move parameters themselves; `lora` moves factors of their changes, `prompt`
 * and `separate-trunk` add parameters to the config.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../model/checkpoint/index.js';
import { freshValues, type ParameterShape, type Parameters } from '../../model/forward/index.js';
import { type FineTuneRecipe, type NetworkConfig, randomFromHash, sha256Hex } from '../../spec/index.js';
import { FineTuneError } from './fine-tune-error.js';
import { trainedParameters } from './methods.js';

export interface Adaptation {
  /** The child's. */
  readonly config: NetworkConfig;
  /** What the optimiser moves, in its order. */
  readonly shapes: readonly ParameterShape[];
  readonly start: ReadonlyMap<string, Float32Array>;
  /** The base's tensors that stay as they are; the base owns them. */
  readonly frozen: Parameters;
  /**
   * All parameters of the child from what is frozen and what is moved, by name; runs inside a tidy, gradients flow
   * through it.
   */
  readonly child: (p: Parameters) => Parameters;
  /** How far the child has moved: the sum of squared differences from `start`, by name; runs inside a tidy. */
  readonly squaredDistance: (p: Parameters, start: Parameters) => tf.Scalar;
}

/** Throws FineTuneError where the base does not suit the method. */
export async function adapt(base: Network, { treatment, seed }: FineTuneRecipe): Promise<Adaptation> {
  switch (treatment.method) {
    case 'lora':
      return adaptLowRank(base, treatment, seed);
    case 'prompt':
      return adaptPrompt(base, treatment, seed);
    case 'separate-trunk':
      if (base.config.separateTrunk)
        throw new FineTuneError('unsuitable-base', 'the chat of this base has a trunk of its own already');
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

const readTensor = async (tensor: tf.Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array;

const sumOfSquares = (terms: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(terms.map((term) => tf.sum(tf.square(term)))) as tf.Scalar;

/** For parameters that are moved as they are. */
const directDistance = (p: Parameters, start: Parameters): tf.Scalar =>
  sumOfSquares(Object.entries(start).map(([name, tensor]) => tf.sub(p[name]!, tensor)));

/** Moves parameters of the child's config; `startOf` gives the tensor that one starts as. */
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
  return { config, shapes, start, frozen, child: (p) => p, squaredDistance: directDistance };
}

/**
 * W + A B for each matrix W (in, out), with A (in, r) and B (r, out) of which B starts at zero (Hu et al., arXiv
 * 2106.09685; their scale alpha / r is 1). The child stores the sum, so it is a plain checkpoint.
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
    // of the matrices, not of their factors
    squaredDistance: (p) => sumOfSquares(matrices.map(({ factors }) => change(p, factors))),
  });
}

const factorNames = (name: string): [string, string] => [`${name}.a`, `${name}.b`];

/** Prompt vectors start as embeddings of tokens drawn by the seed, a generator with nothing to add. */
async function adaptPrompt(base: Network, treatment: Treatment, seed: number): Promise<Adaptation> {
  if (base.config.prompt) throw new FineTuneError('unsuitable-base', 'this base has prompts already');
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
  return { config, shapes, start, frozen: base.parameters, child: (p) => p, squaredDistance: directDistance };
}
