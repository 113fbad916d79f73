import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape, Parameters } from '../../model/forward/index.js';
import type { CompiledInput } from '../../model/graph/index.js';

/** A loss of one kind of batch. It may use only the tensors that it is given. */
export interface LossTask {
  /** Number of scalars that `loss` gives to read. */
  readonly reads: number;
  /** True for parameters that the loss depends on. */
  readonly reaches: (name: string) => boolean;
  /**
   * The loss to lower, and further scalars to read. `p` are all parameters by name, `batch` the tensors of the batch in
   * an order of the task's own. Must run inside a tidy.
   */
  readonly loss: (
    p: Parameters,
    batch: readonly tf.Tensor[],
  ) => { readonly total: tf.Scalar; readonly read: readonly tf.Scalar[] };
}

/**
 * Gradients of a task's loss with respect to the trained tensors, in the order of `shapes`, and its scalars to read.
 * Parameters that the loss does not reach are left out of the tape and have zeros. Must run inside a tidy.
 */
export function taskGradients(
  { reaches, loss }: LossTask,
  shapes: readonly ParameterShape[],
  trained: readonly tf.Tensor[],
  frozen: Parameters,
  batch: readonly tf.Tensor[],
): { read: tf.Scalar[]; gradients: tf.Tensor[] } {
  const used = shapes.map((_, i) => i).filter((i) => reaches(shapes[i]!.name));
  let read: readonly tf.Scalar[] = [];
  const { grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => {
    const p: Record<string, tf.Tensor> = { ...frozen };
    shapes.forEach(({ name }, i) => (p[name] = trained[i]!));
    used.forEach((i, at) => (p[shapes[i]!.name] = xs[at]!));
    const result = loss(p, batch);
    read = result.read.map((scalar) => tf.keep(tf.clone(scalar)));
    return result.total;
  })(used.map((i) => trained[i]!));
  const gradients = shapes.map(({ shape }, i) => grads[used.indexOf(i)] ?? tf.zeros([...shape]));
  const scalars = read.map((scalar) => tf.clone(scalar));
  tf.dispose([...read]);
  return { read: scalars, gradients };
}

/** Gradients of one task's loss on one batch, as `taskGradients`; the caller disposes of them and of the batch. */
export async function gradientsOf(
  task: LossTask,
  shapes: readonly ParameterShape[],
  trained: readonly tf.Tensor[],
  batch: readonly CompiledInput[],
): Promise<{ readings: number[]; gradients: tf.Tensor[] }> {
  const tensors = batch.map(({ tensor }) => tensor);
  const { read, gradients } = tf.tidy(() => ({ ...taskGradients(task, shapes, trained, {}, tensors) }));
  const readings = await Promise.all(read.map(async (scalar) => (await scalar.data())[0]!));
  tf.dispose([...read]);
  return { readings, gradients };
}
