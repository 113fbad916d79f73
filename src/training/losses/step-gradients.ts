import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape, Parameters } from '../../model/forward/index.js';
import { Compiled, type CompiledInput } from '../../model/graph/index.js';
import { clipGradients, type FlatLayout } from '../optimiser/index.js';
import { type LossTask, taskGradients } from './task-gradients.js';

/** Result of `StepGradients.compute`. */
export interface StepResult {
  /** The scalars to read of each task. */
  readonly readings: readonly (readonly number[])[];
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
  /** Cosine between the gradients of the first two tasks in the trunk; 0 where one of them is 0. */
  readonly trunkCosine: number;
  /** The clipped gradient as the vectors of the layout; the caller disposes of them. */
  readonly vectors: tf.Tensor1D[];
}

/** What a step lowers, and over which parameters. */
interface StepOptions {
  readonly layout: FlatLayout;
  /** Names of the parameters that are not trained. */
  readonly frozen: readonly string[];
  readonly tasks: readonly LossTask[];
  /** Maximum global norm of the gradient. */
  readonly clip: number;
}

/**
 * The gradient of the sum of some tasks' losses, as one compiled function: the tasks run at the same time, and nothing
 * but numbers to tell and one vector comes back. Call `close` to free it.
 */
export class StepGradients {
  readonly #compiled: Compiled;

  constructor(private readonly options: StepOptions) {
    const { layout, frozen, tasks, clip } = options;
    const { shapes } = layout;
    this.#compiled = new Compiled((vectors, frozenTensors, ...batches) => {
      const trained = layout.unpack(vectors as readonly tf.Tensor1D[]);
      const fixed = Object.fromEntries(frozen.map((name, i) => [name, frozenTensors![i]!]));
      const sides = tasks.map((task, i) => taskGradients(task, shapes, trained, fixed, batches[i]!));
      const sum = shapes.map((_, i) => sides.map(({ gradients }) => gradients[i]!).reduce((a, b) => tf.add(a, b)));
      const clipped = clipGradients(layout.pack(sum), clip);
      const cosine = trunkCosine(shapes, sides[0]!.gradients, sides[1]?.gradients);
      return [tf.stack([clipped.norm, cosine, ...sides.flatMap(({ read }) => read)]), ...clipped.vectors];
    });
  }

  /** Gradient at the weights `vectors`, with a batch for each task. All tensors stay the caller's. */
  async compute(
    vectors: readonly tf.Tensor1D[],
    frozen: Parameters,
    batches: readonly (readonly CompiledInput[])[],
  ): Promise<StepResult> {
    const [scalars, ...gradient] = this.#compiled.run(
      vectors.map((tensor) => ({ tensor })),
      this.options.frozen.map((name) => ({ tensor: frozen[name]! })),
      ...batches,
    );
    const [norm, cosine, ...read] = (await scalars!.data()) as Float32Array;
    scalars!.dispose();
    let at = 0;
    const readings = this.options.tasks.map(({ reads }) => read.slice(at, (at += reads)));
    return { readings, norm: norm!, trunkCosine: cosine!, vectors: gradient as tf.Tensor1D[] };
  }

  /** Frees the graphs. */
  close(): void {
    this.#compiled.close();
  }
}

/** Cosine between two tasks' gradients over all weights of the trunk; 0 where one is 0 or there is one task only. */
function trunkCosine(shapes: readonly ParameterShape[], a: readonly tf.Tensor[], b?: readonly tf.Tensor[]): tf.Tensor {
  const inTrunk = shapes.map((_, i) => i).filter((i) => shapes[i]!.name.startsWith('trunk.'));
  if (!b || inTrunk.length === 0) return tf.scalar(0);
  const product = (x: readonly tf.Tensor[], y: readonly tf.Tensor[]): tf.Tensor =>
    tf.addN(inTrunk.map((i) => tf.sum(tf.mul(x[i]!, y[i]!))));
  return tf.div(product(a, b), tf.add(tf.sqrt(tf.mul(product(a, a), product(b, b))), 1e-20));
}
