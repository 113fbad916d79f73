/**
 * Adam (Kingma & Ba, arXiv 1412.6980) over one flat vector that holds all trained parameters: one chain of kernels
 * a step instead of one for each tensor (7 ms against 24 ms for 2 M values in 60 tensors, 2 cores). With decoupled
 * weight decay (Loshchilov & Hutter, arXiv 1711.05101) and clipping of the gradient's global norm. On request hidden
 * matrices move by Muon instead, and a running average of the weights is kept (Polyak & Juditsky 1992).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape, Parameters } from '../model/parameters.js';
import { sizeOf } from '../model/parameters.js';
import { isHidden, orthogonalSteps } from './muon.js';

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;
/** Momentum of a run with Muon, for all its parameters. */
const MUON_BETA1 = 0.95;

export interface AdamOptions {
  /** Largest global norm of the gradient. */
  readonly clip: number;
  readonly weightDecay: number;
  /** Hidden matrices move by Muon. */
  readonly muon?: boolean;
  /** Decay of the weights' running average a step, such as .999; none is kept without it. */
  readonly averaging?: number;
}

export interface AdamState {
  readonly step: number;
  readonly values: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly average?: Float32Array;
}

export class FlatAdam {
  #values: tf.Tensor1D;
  #mean: tf.Tensor1D;
  #variance: tf.Tensor1D;
  #average: tf.Tensor1D | undefined;
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
      if (options.averaging) this.#average = tf.tensor1d(start.average ?? start.values);
      this.#step = start.step;
    } else {
      this.#values = tf.tidy(() => tf.concat(shapes.map(({ name }) => tf.reshape(start[name]!, [-1]))) as tf.Tensor1D);
      this.#mean = tf.zerosLike(this.#values);
      this.#variance = tf.zerosLike(this.#values);
      if (options.averaging) this.#average = tf.clone(this.#values);
      this.#step = 0;
    }
  }

  get step(): number {
    return this.#step;
  }

  /** The parameters as named tensors, in the order of `shapes`. The caller disposes of them. */
  tensors(): tf.Tensor[] {
    return this.#parts(this.#values);
  }

  /** The running average of the parameters, as `tensors` gives them; the parameters themselves when none is kept. */
  averaged(): tf.Tensor[] {
    return this.#parts(this.#average ?? this.#values);
  }

  /** All parameters as one vector. */
  async flat(): Promise<Float32Array> {
    return (await this.#values.data()) as Float32Array;
  }

  #parts(flat: tf.Tensor1D): tf.Tensor[] {
    return tf.tidy(() => tf.split(flat, this.#sizes).map((part, i) => tf.reshape(part, [...this.shapes[i]!.shape])));
  }

  /** One step down the gradients (in the order of `shapes`, not disposed). Returns the gradient's norm before clipping. */
  async update(gradients: readonly tf.Tensor[], learningRate: number): Promise<number> {
    this.#step++;
    const t = this.#step;
    const { clip, weightDecay, muon, averaging } = this.options;
    const beta1 = muon ? MUON_BETA1 : BETA1;
    const [values, mean, variance, norm] = tf.tidy(() => {
      const gradient = tf.concat(gradients.map((g) => tf.reshape(g, [-1]))) as tf.Tensor1D;
      const length = tf.sqrt(tf.sum(tf.square(gradient)));
      const clipped = tf.mul(gradient, tf.minimum(1, tf.div(clip, tf.add(length, 1e-12))));
      const m = tf.add(tf.mul(this.#mean, beta1), tf.mul(clipped, 1 - beta1));
      const v = tf.add(tf.mul(this.#variance, BETA2), tf.mul(tf.square(clipped), 1 - BETA2));
      const denominator = tf.add(tf.sqrt(tf.div(v, 1 - BETA2 ** t)), EPSILON);
      const adam = tf.div(tf.div(m, 1 - beta1 ** t), denominator) as tf.Tensor1D;
      const direction = muon ? this.#withMuon(adam, tf.add(tf.mul(m, beta1), tf.mul(clipped, 1 - beta1)) as tf.Tensor1D) : adam;
      const decayed = weightDecay > 0 ? tf.add(direction, tf.mul(this.#values, weightDecay)) : direction;
      return [tf.sub(this.#values, tf.mul(decayed, learningRate)), m, v, length] as tf.Tensor[];
    }) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Scalar];
    tf.dispose([this.#values, this.#mean, this.#variance]);
    this.#values = values;
    this.#mean = mean;
    this.#variance = variance;
    if (this.#average) this.#average = nextAverage(this.#average, values, Math.min(averaging!, (1 + t) / (10 + t)));
    const length = (await norm.data())[0]!;
    norm.dispose();
    return length;
  }

  /** Adam's direction, with hidden matrices replaced by the orthogonal step along their Nesterov momentum. */
  #withMuon(adam: tf.Tensor1D, momentum: tf.Tensor1D): tf.Tensor1D {
    const hidden = this.shapes.map((_, i) => i).filter((i) => isHidden(this.shapes[i]!));
    const momenta = tf.split(momentum, this.#sizes);
    const parts: tf.Tensor[] = tf.split(adam, this.#sizes);
    const steps = orthogonalSteps(hidden.map((i) => momenta[i]!), hidden.map((i) => this.shapes[i]!));
    hidden.forEach((i, at) => (parts[i] = steps[at]!));
    return tf.concat(parts) as tf.Tensor1D;
  }

  async state(): Promise<AdamState> {
    const kept = [this.#values, this.#mean, this.#variance, ...(this.#average ? [this.#average] : [])];
    const [values, mean, variance, average] = (await Promise.all(kept.map((tensor) => tensor.data()))) as Float32Array[];
    return { step: this.#step, values: values!, mean: mean!, variance: variance!, ...(average ? { average } : {}) };
  }

  dispose(): void {
    tf.dispose([this.#values, this.#mean, this.#variance, ...(this.#average ? [this.#average] : [])]);
  }
}

/** average x decay + values x (1 - decay); the old average is disposed of. */
function nextAverage(average: tf.Tensor1D, values: tf.Tensor1D, decay: number): tf.Tensor1D {
  const next = tf.tidy(() => tf.add(average, tf.mul(tf.sub(values, average), 1 - decay)) as tf.Tensor1D);
  average.dispose();
  return next;
}

function isState(start: Parameters | AdamState): start is AdamState {
  return (start as AdamState).values instanceof Float32Array;
}
