/**
 * Adam (Kingma & Ba, arXiv 1412.6980) over one flat vector that holds all trained parameters: one chain of kernels
 * a step instead of one for each tensor (7 ms against 24 ms for 2 M values in 60 tensors, 2 cores). With decoupled
 * weight decay (Loshchilov & Hutter, arXiv 1711.05101) and clipping of the gradient's global norm.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape, Parameters } from '../model/parameters.js';
import { sizeOf } from '../model/parameters.js';

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;

export interface AdamOptions {
  /** Largest global norm of the gradient. */
  readonly clip: number;
  readonly weightDecay: number;
}

export interface AdamState {
  readonly step: number;
  readonly values: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

export class FlatAdam {
  #values: tf.Tensor1D;
  #mean: tf.Tensor1D;
  #variance: tf.Tensor1D;
  #step: number;
  readonly #sizes: number[];

  /** Starts from `state`, or from the given tensors (which stay the caller's). */
  constructor(
    readonly shapes: readonly ParameterShape[],
    start: Parameters | AdamState,
    readonly options: AdamOptions,
  ) {
    this.#sizes = shapes.map(({ shape }) => sizeOf(shape));
    if (isState(start)) {
      this.#values = tf.tensor1d(start.values);
      this.#mean = tf.tensor1d(start.mean);
      this.#variance = tf.tensor1d(start.variance);
      this.#step = start.step;
    } else {
      this.#values = tf.tidy(() => tf.concat(shapes.map(({ name }) => tf.reshape(start[name]!, [-1]))) as tf.Tensor1D);
      this.#mean = tf.zerosLike(this.#values);
      this.#variance = tf.zerosLike(this.#values);
      this.#step = 0;
    }
  }

  get step(): number {
    return this.#step;
  }

  /** The parameters as named tensors, in the order of `shapes`. The caller disposes of them. */
  tensors(): tf.Tensor[] {
    return tf.tidy(() => tf.split(this.#values, this.#sizes).map((part, i) => tf.reshape(part, [...this.shapes[i]!.shape])));
  }

  /** One step down the gradients (in the order of `shapes`, not disposed). Returns the gradient's norm before clipping. */
  async update(gradients: readonly tf.Tensor[], learningRate: number): Promise<number> {
    this.#step++;
    const t = this.#step;
    const { clip, weightDecay } = this.options;
    const [values, mean, variance, norm] = tf.tidy(() => {
      const gradient = tf.concat(gradients.map((g) => tf.reshape(g, [-1]))) as tf.Tensor1D;
      const length = tf.sqrt(tf.sum(tf.square(gradient)));
      const clipped = tf.mul(gradient, tf.minimum(1, tf.div(clip, tf.add(length, 1e-12))));
      const m = tf.add(tf.mul(this.#mean, BETA1), tf.mul(clipped, 1 - BETA1));
      const v = tf.add(tf.mul(this.#variance, BETA2), tf.mul(tf.square(clipped), 1 - BETA2));
      const denominator = tf.add(tf.sqrt(tf.div(v, 1 - BETA2 ** t)), EPSILON);
      const direction = tf.div(tf.div(m, 1 - BETA1 ** t), denominator);
      const decayed = weightDecay > 0 ? tf.add(direction, tf.mul(this.#values, weightDecay)) : direction;
      return [tf.sub(this.#values, tf.mul(decayed, learningRate)), m, v, length] as tf.Tensor[];
    }) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Scalar];
    tf.dispose([this.#values, this.#mean, this.#variance]);
    this.#values = values;
    this.#mean = mean;
    this.#variance = variance;
    const length = (await norm.data())[0]!;
    norm.dispose();
    return length;
  }

  async state(): Promise<AdamState> {
    const [values, mean, variance] = (await Promise.all([this.#values.data(), this.#mean.data(), this.#variance.data()])) as Float32Array[];
    return { step: this.#step, values: values!, mean: mean!, variance: variance! };
  }

  dispose(): void {
    tf.dispose([this.#values, this.#mean, this.#variance]);
  }
}

function isState(start: Parameters | AdamState): start is AdamState {
  return (start as AdamState).values instanceof Float32Array;
}
