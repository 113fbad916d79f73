import type * as tf from '@tensorflow/tfjs-core';
import { isEvaluation, type Random } from '../../spec/index.js';
import { boardGradients, evaluationGradients, type TaskGradients, zeroGradients } from '../losses/index.js';
import type { TrainBaseOptions } from './base-settings.js';

/**
 * Draws the board's batch of a step; what comes back takes its gradients. The readings are the policy's and the
 * outcome's loss, and that of evaluations where the network evaluates (then the first two are 0).
 */
export function sampleBoardBatch(
  { config, settings, data }: Pick<TrainBaseOptions, 'config' | 'settings' | 'data'>,
  random: Random,
): (weights: readonly tf.Tensor[]) => Promise<TaskGradients> {
  if (settings.positions === 0) return () => Promise.resolve(zeroGradients(config, 3));
  if (!isEvaluation(config)) {
    const batch = data.positions.sample(settings.positions, random);
    return (weights) => boardGradients(config, weights, batch, settings);
  }
  if (!data.evaluations) throw new RangeError('a network that evaluates is trained on evaluations');
  const { train, unit } = data.evaluations;
  const batch = train.sample(settings.positions, random);
  return async (weights) => {
    const { readings, gradients } = await evaluationGradients(config, weights, batch, unit);
    return { readings: [0, 0, ...readings], gradients };
  };
}
