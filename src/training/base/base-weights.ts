/** The weights of a base in training: initialisation, validation, and the finished network. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { type Network, networkFromValues } from '../../model/checkpoint/index.js';
import { elementCount, freshValues, type Parameters } from '../../model/forward/index.js';
import { isEvaluation, type NetworkConfig } from '../../spec/index.js';
import { validateBoard, validateChat, validateEvaluations } from '../losses/index.js';
import { type AdamState, FlatAdam } from '../optimiser/index.js';
import type { BaseData, BaseProgress, TrainBaseOptions } from './base-settings.js';
import { fixedShapes, trainedShapes } from './trained-part.js';

const VALIDATION_POSITIONS = 2048;
const VALIDATION_SEQUENCES = 128;

/** Creates the optimiser: from a saved state, else from the start values and, where those are missing, fresh ones. */
export function createOptimiser({ config, settings, start }: TrainBaseOptions, saved: AdamState | undefined): FlatAdam {
  const shapes = trainedShapes(config, settings);
  const { weightDecay, averaging } = settings;
  const options = { weightDecay, averaging, muon: settings.optimizer === 'muon' };
  if (saved) return new FlatAdam(shapes, saved, options);
  const fresh = freshValues(shapes, settings.seed);
  const tensors = Object.fromEntries(
    shapes.map(({ name, shape }) => {
      const given = start?.get(name);
      const values = given?.length === elementCount(shape) ? given : fresh.get(name)!;
      return [name, tf.tensor(values, [...shape], 'float32')];
    }),
  );
  const adam = new FlatAdam(shapes, tensors, options);
  tf.dispose(tensors);
  return adam;
}

/** Tensors of the parameters that are not trained; the caller disposes of them. Throws RangeError for a missing one. */
export function fixedTensors({ config, settings, start }: TrainBaseOptions): Parameters {
  const fixed = fixedShapes(config, trainedShapes(config, settings));
  return Object.fromEntries(
    fixed.map(({ name, shape }) => {
      const given = start?.get(name);
      if (given?.length !== elementCount(shape)) throw new RangeError(`${name} is not trained and has no start value`);
      return [name, tf.tensor(given, [...shape], 'float32')];
    }),
  );
}

/**
 * Builds the network from the averaged weights where an average is kept, else from the last weights, and from what is
 * not trained.
 */
export async function buildBase(
  config: NetworkConfig,
  tokenizer: Tokenizer,
  adam: FlatAdam,
  fixed: Parameters,
): Promise<Network> {
  const { values: last, average } = await adam.state();
  const flat = average ?? last;
  const values = new Map<string, Float32Array>();
  let at = 0;
  for (const [name, tensor] of Object.entries(fixed)) values.set(name, (await tensor.data()) as Float32Array);
  for (const { name, shape } of adam.shapes) {
    values.set(name, flat.slice(at, at + elementCount(shape)));
    at += elementCount(shape);
  }
  return networkFromValues(config, tokenizer, values);
}

/** Validates the same weights as `buildBase` takes on a fixed subset of the held-out data. */
export async function validateBase(
  config: NetworkConfig,
  adam: FlatAdam,
  fixed: Parameters,
  data: BaseData,
): Promise<Pick<BaseProgress, 'validation' | 'evaluation'>> {
  const tensors = adam.averaged();
  const p = { ...fixed, ...Object.fromEntries(adam.shapes.map(({ name }, i) => [name, tensors[i]!])) };
  const chatLoss = await validateChat(config, p, data.heldOutSequences.slice(0, VALIDATION_SEQUENCES));
  const result =
    isEvaluation(config) && data.evaluations
      ? { evaluation: { ...(await validateEvaluations(config, p, data.evaluations, VALIDATION_POSITIONS)), chatLoss } }
      : { validation: { ...(await validateBoard(config, p, data.heldOutPositions, VALIDATION_POSITIONS)), chatLoss } };
  tf.dispose(tensors);
  return result;
}
