/** Gradients of both tasks for one training step of a base. */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape } from '../../model/forward/index.js';
import { isEvaluation } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import {
  boardGradients,
  chatBatch,
  chatGradients,
  evaluationGradients,
  sampleSequences,
  type TaskGradients,
  zeroGradients,
} from '../losses/index.js';
import type { FlatAdam } from '../optimiser/index.js';
import type { TrainBaseOptions } from './base-settings.js';
import { ChatThread } from './chat-thread.js';

/** Samples a batch per task and computes the gradients, the chat's in a second thread where the options ask for it. */
export class StepGradients {
  #thread: ChatThread | undefined;

  constructor(
    private readonly options: Pick<TrainBaseOptions, 'config' | 'settings' | 'data' | 'threads'>,
    private readonly adam: FlatAdam,
    private readonly random: Random,
  ) {}

  /**
   * Samples fresh batches and computes the gradients of both tasks at `weights`; the caller disposes of the gradients.
   * The chat's thread is started before the board's gradient, whose kernels block this thread.
   */
  async compute(weights: readonly tf.Tensor[]): Promise<{ board: TaskGradients; chat: TaskGradients }> {
    const { config, settings, data, threads } = this.options;
    const boardTask = sampleBoardBatch(this.options, this.random);
    const batch =
      settings.sequences > 0 ? chatBatch(sampleSequences(data.dialogue, settings.sequences, this.random)) : undefined;
    if (!batch) return { board: await boardTask(weights), chat: zeroGradients(config, 1) };
    if (settings.positions === 0 || !threads) {
      const board = await boardTask(weights);
      return { board, chat: await chatGradients(config, weights, batch, settings.chatWeight) };
    }
    const flat = await this.adam.flat();
    this.#thread ??= await ChatThread.open(config, settings.chatWeight, flat, batch);
    const chat = this.#thread.gradients(flat, batch);
    return { board: await boardTask(weights), chat: await chat };
  }

  /** Ends the second thread. */
  async close(): Promise<void> {
    await this.#thread?.close();
  }
}

/**
 * Samples the board's batch of a step and returns a function that computes its gradients. The readings are the losses
 * of policy and outcome; an evaluation network has 0 for both and its evaluation loss as third reading.
 */
function sampleBoardBatch(
  { config, settings, data }: Pick<TrainBaseOptions, 'config' | 'settings' | 'data'>,
  random: Random,
): (weights: readonly tf.Tensor[]) => Promise<TaskGradients> {
  if (settings.positions === 0) return () => Promise.resolve(zeroGradients(config, 3));
  if (!isEvaluation(config)) {
    const batch = data.positions.sample(settings.positions, random);
    return (weights) => boardGradients(config, weights, batch, settings);
  }
  if (!data.evaluations) throw new RangeError('an evaluation network is trained on evaluations');
  const { train, unit } = data.evaluations;
  const batch = train.sample(settings.positions, random);
  return async (weights) => {
    const { readings, gradients } = await evaluationGradients(config, weights, batch, unit);
    return { readings: [0, 0, ...readings], gradients };
  };
}

/**
 * Cosine between two tasks' gradients (in the order of `shapes`) over all weights of the trunk; 0 where one of them
 * is 0.
 */
export async function trunkCosine(
  shapes: readonly ParameterShape[],
  a: readonly tf.Tensor[],
  b: readonly tf.Tensor[],
): Promise<number> {
  const cosine = tf.tidy(() => {
    const flat = (gradients: readonly tf.Tensor[]): tf.Tensor =>
      tf.concat(gradients.filter((_, i) => shapes[i]!.name.startsWith('trunk.')).map((g) => tf.reshape(g, [-1])));
    const x = flat(a);
    const y = flat(b);
    return tf.div(tf.sum(tf.mul(x, y)), tf.add(tf.mul(tf.norm(x), tf.norm(y)), 1e-20));
  });
  const [value] = await cosine.data();
  cosine.dispose();
  return value!;
}
