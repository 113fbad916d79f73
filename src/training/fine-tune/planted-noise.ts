/** Noise on the trunk of a finished child: damage of a known size, for tournaments that must find a difference. */
import * as tf from '@tensorflow/tfjs-core';
import { Network } from '../../model/checkpoint/index.js';
import { freshValues, type ParameterShape, parameterShapes } from '../../model/forward/index.js';
import type { FineTuneRecipe } from '../../spec/index.js';
import { fineTuneKey } from '../../spec/keys/index.js';

/**
 * Adds Gaussian noise to the trunk that the board goes through and leaves all other tensors as they are, to the bit.
 * The standard deviation is `size` times the root mean square of the tensor before, so a tensor of zeros stays zero.
 * Each tensor has its own generator, seeded by `seed` and its name. `values` are by parameter name; so is the result.
 */
export function withTrunkNoise(
  shapes: readonly ParameterShape[],
  values: ReadonlyMap<string, Float32Array>,
  { size, seed }: { readonly size: number; readonly seed: string },
): Map<string, Float32Array> {
  const moved = shapes.filter(({ name }) => isOfTrunk(name));
  const noise = freshValues(
    moved.map(({ name, shape }) => ({ name, shape, init: { normal: size * rootMeanSquare(values.get(name)!) } })),
    seed,
  );
  return new Map(
    [...values].map(([name, data]) => {
      const added = noise.get(name);
      return [name, added ? data.map((value, i) => value + added[i]!) : data];
    }),
  );
}

/**
 * The child with the noise that its recipe plants, as a new network; the child itself where the recipe plants none. The
 * noise depends on the recipe alone, to the bit.
 */
export async function plantNoise(child: Network, recipe: FineTuneRecipe): Promise<Network> {
  const { noise: size } = recipe.treatment;
  if (size === undefined) return child;
  const { config, tokenizer, parameters } = child;
  const trunk = parameterShapes(config).filter(({ name }) => isOfTrunk(name));
  const values = new Map<string, Float32Array>();
  for (const { name } of trunk) values.set(name, (await parameters[name]!.data()) as Float32Array);
  const noisy = withTrunkNoise(trunk, values, { size, seed: `noise/${fineTuneKey(recipe)}` });
  const tensors = Object.entries(parameters).map(([name, tensor]) => {
    const own = noisy.get(name);
    return [name, own ? tf.tensor(own, tensor.shape) : tf.clone(tensor)] as const;
  });
  return new Network(config, tokenizer, Object.fromEntries(tensors));
}

const isOfTrunk = (name: string): boolean => name.startsWith('trunk.');
const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
