/** What one training step of a base lowers, and on which batches. */
import type { CompiledInput } from '../../model/graph/index.js';
import { isEvaluation } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import {
  boardInputs,
  boardTask,
  chatBatch,
  chatInputs,
  chatTask,
  evaluationInputs,
  evaluationTask,
  type FrozenTower,
  type LossTask,
  sampleSequences,
} from '../losses/index.js';
import type { BaseProgress, TrainBaseOptions } from './base-settings.js';

type Reading = 'policyLoss' | 'outcomeLoss' | 'evaluationLoss' | 'chatLoss';

/** A task of a base with its source of batches. */
export interface BaseTask {
  readonly task: LossTask;
  /** What the task's readings are. */
  readonly readings: readonly (Reading & keyof BaseProgress)[];
  /** Samples the batch of a step. The caller disposes of the tensors. */
  readonly sample: (random: Random) => CompiledInput[];
}

/**
 * The tasks that the settings have, the board's first. Throws RangeError where an evaluation network has no evaluations
 * to be trained on. `frozen`: the states of all training sequences after the layers that are not trained.
 */
export function baseTasks(
  { config, settings, data }: Pick<TrainBaseOptions, 'config' | 'settings' | 'data'>,
  frozen?: FrozenTower,
): BaseTask[] {
  const { positions, sequences, chatWeight, openingWeight, labelSmoothing } = settings;
  const tasks: BaseTask[] = [];
  if (positions > 0 && isEvaluation(config)) {
    if (!data.evaluations) throw new RangeError('an evaluation network is trained on evaluations');
    const { train, unit } = data.evaluations;
    tasks.push({
      task: evaluationTask(config, unit),
      readings: ['evaluationLoss'],
      sample: (random) => evaluationInputs(train.sample(positions, random)),
    });
  } else if (positions > 0) {
    tasks.push({
      task: boardTask(config, labelSmoothing),
      readings: ['policyLoss', 'outcomeLoss'],
      sample: (random) => boardInputs(data.positions.sample(positions, random), openingWeight),
    });
  }
  if (sequences > 0) {
    tasks.push({
      task: chatTask(config, chatWeight, frozen?.work.layers),
      readings: ['chatLoss'],
      sample: (random) => {
        const sampled = sampleSequences(data.dialogue, sequences, random);
        const batch = chatBatch(sampled);
        return frozen ? frozen.inputs(sampled, batch) : chatInputs(batch);
      },
    });
  }
  return tasks;
}
