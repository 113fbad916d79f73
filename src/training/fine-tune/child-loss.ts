import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../../model/forward/index.js';
import { crossEntropy } from '../../model/kernels/index.js';
import type { FineTuneRecipe } from '../../spec/index.js';
import { chatLogits, frozenLayers, type LossTask, logitsFrom } from '../losses/index.js';
import type { Adaptation } from './adaptation.js';
import { replayLoss } from './self-play-replay.js';

/** Prefix of the names of start values among a fine-tune's frozen tensors. */
const START = 'start: ';

/** What a fine-tune's loss is made of; tensors are not among it, so that children of one kind share a graph. */
type LossParts = Pick<Adaptation, 'config' | 'child' | 'squaredDistance' | 'shapes'>;

/**
 * The loss of a fine-tune: the chat's loss, plus the recipe's replay and L2 penalty. Its batches are those of
 * `chatInputs`, or of FrozenTower where layers are frozen; with replay, followed by those of SelfPlayReplay. To read:
 * the chat's loss in nats per reply token, and with replay the replay's.
 */
export function childTask(
  { config, child, squaredDistance, shapes }: LossParts,
  { l2, replay }: FineTuneRecipe['treatment'],
): LossTask {
  const frozen = frozenLayers(config, shapes);
  return {
    reads: replay ? 2 : 1,
    reaches: () => true,
    loss: (p, batch) => {
      const parameters = child(p);
      const [, rowIndices, labels, weights] = batch as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const logits =
        frozen > 0
          ? logitsFrom(config, parameters, frozen, batch[0] as tf.Tensor3D, rowIndices)
          : chatLogits(config, parameters, { tokens: batch[0] as tf.Tensor2D, rowIndices });
      const chat = crossEntropy(logits, labels, weights);
      const [boards, ofBase] = batch.slice(-2) as [tf.Tensor2D, tf.Tensor2D];
      const kept = replay && replayLoss(config, parameters, boards, ofBase);
      let total: tf.Tensor = chat;
      if (kept) total = tf.add(total, tf.mul(kept, replay.weight));
      if (l2) {
        const start = Object.fromEntries(shapes.map(({ name }) => [name, p[START + name]!]));
        total = tf.add(total, tf.mul(squaredDistance(p, start), l2 / 2));
      }
      return { total: total as tf.Scalar, read: kept ? [chat, kept] : [chat] };
    },
  };
}

/** Start values of the trained parameters for a loss with an L2 penalty; none without. The caller disposes of them. */
export const startTensors = ({ shapes, start }: Adaptation, { l2 }: FineTuneRecipe['treatment']): Parameters =>
  l2
    ? Object.fromEntries(shapes.map(({ name, shape }) => [START + name, tf.tensor(start.get(name)!, [...shape])]))
    : {};
