import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../../model/forward/index.js';
import type { FineTuneRecipe } from '../../spec/index.js';
import { type ChatBatch, chatLoss } from '../losses/index.js';
import type { Adaptation } from './adaptation.js';
import type { SelfPlayReplay } from './self-play-replay.js';

/** The loss of a fine-tune: the chat's loss, plus the recipe's replay and L2 penalty. Call `dispose` to free it. */
export class ChildLoss {
  readonly #start: Parameters;

  constructor(
    private readonly adaptation: Adaptation,
    private readonly recipe: FineTuneRecipe,
    private readonly replay: SelfPlayReplay | undefined,
  ) {
    const { shapes, start } = adaptation;
    this.#start = recipe.treatment.l2
      ? Object.fromEntries(shapes.map(({ name, shape }) => [name, tf.tensor(start.get(name)!, [...shape])]))
      : {};
  }

  /**
   * Returns the loss of a batch to minimise, and as `read` the chat's loss in nats per reply token and, with replay,
   * the replay's loss. `p` are the trained and frozen parameters by name. Must run inside a tidy.
   */
  compute(p: Parameters, batch: ChatBatch, step: number): { total: tf.Scalar; read: tf.Scalar[] } {
    const { config, child, squaredDistance } = this.adaptation;
    const { l2, replay: replayOptions } = this.recipe.treatment;
    const parameters = child(p);
    const chat = chatLoss(config, parameters, batch);
    const replay = this.replay?.loss(config, parameters, step);
    let total: tf.Tensor = chat;
    if (replay) total = tf.add(total, tf.mul(replay, replayOptions!.weight));
    if (l2) total = tf.add(total, tf.mul(squaredDistance(p, this.#start), l2 / 2));
    return { total: total as tf.Scalar, read: replay ? [chat, replay] : [chat] };
  }

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose(Object.values(this.#start));
  }
}
