/** One step's gradients of each task of a base, on freshly drawn batches; zeros where the settings leave a task out. */
import * as tf from '@tensorflow/tfjs-core';
import { parameterShapes, type ParameterShape } from '../model/parameters.js';
import type { Random } from '../spec/index.js';
import type { TrainBaseOptions } from './base-settings.js';
import { chatBatch, drawSequences } from './batches.js';
import { boardLosses, boardUses, chatLoss, chatUses, gradientsOf } from './losses.js';

export interface TaskGradients {
  /** Board: policy and outcome loss; chat: its loss. Nats. */
  readonly readings: readonly number[];
  /** In the order of the config's parameters; the caller disposes of them. */
  readonly gradients: tf.Tensor[];
}

type Task = Pick<TrainBaseOptions, 'config' | 'settings' | 'data'>;

export async function boardGradients({ config, settings, data }: Task, weights: readonly tf.Tensor[], random: Random): Promise<TaskGradients> {
  const shapes = parameterShapes(config);
  if (settings.positions === 0) return nothing(shapes, 2);
  const batch = data.positions.draw(settings.positions, random);
  return gradientsOf(shapes, weights, {}, boardUses, (p) => {
    const { policy, outcome, total } = boardLosses(config, p, batch, settings);
    return { total, read: [policy, outcome] };
  });
}

export async function chatGradients({ config, settings, data }: Task, weights: readonly tf.Tensor[], random: Random): Promise<TaskGradients> {
  const shapes = parameterShapes(config);
  if (settings.sequences === 0) return nothing(shapes, 1);
  const batch = chatBatch(drawSequences(data.dialogue, settings.sequences, random));
  return gradientsOf(shapes, weights, {}, chatUses, (p) => {
    const loss = chatLoss(config, p, batch);
    return { total: tf.mul(loss, settings.chatWeight / Math.log(config.chat.vocabulary)) as tf.Scalar, read: [loss] };
  });
}

const nothing = (shapes: readonly ParameterShape[], readings: number): TaskGradients => ({
  readings: new Array<number>(readings).fill(0),
  gradients: shapes.map(({ shape }) => tf.zeros([...shape])),
});
