/**
 * The optimiser over flat vectors: one chain of kernels a step instead of one for each tensor. All parameters move by
 * Adam; on request the hidden matrices move by Muon instead. The gradient's global norm is clipped, and a running
 * average of the weights may be kept (Polyak & Juditsky 1992).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape, Parameters } from '../../model/forward/index.js';
import { elementCount } from '../../model/forward/index.js';
import { type AdamVectors, adamVectors } from './adam-vectors.js';
import { isHiddenMatrix, MuonVectors } from './muon.js';

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

/** All vectors in the order of the shapes; a parameter that Muon moves has no variance: zeros stand there. */
export interface AdamState {
  readonly step: number;
  readonly values: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly average?: Float32Array;
}

export class FlatAdam {
  /** Numbers of the shapes that each moves, in the order of their parts in its vectors. */
  readonly #byAdam: readonly number[];
  readonly #byMuon: readonly number[];
  readonly #adam: AdamVectors;
  readonly #muon: MuonVectors | undefined;
  #average: tf.Tensor1D | undefined;
  #step: number;

  /** Starts from `state`, or from the given tensors (which stay the caller's). */
  constructor(
    readonly shapes: readonly ParameterShape[],
    start: Parameters | AdamState,
    readonly options: AdamOptions,
  ) {
    const { muon = false, averaging, weightDecay } = options;
    const numbers = shapes.map((_, i) => i);
    this.#byMuon = numbers.filter((i) => muon && isHiddenMatrix(shapes[i]!));
    this.#byAdam = numbers.filter((i) => !this.#byMuon.includes(i));
    const values = isState(start) ? tf.tensor1d(start.values) : this.#join(shapes.map(({ name }) => start[name]!));
    const mean = isState(start) ? tf.tensor1d(start.mean) : (tf.zerosLike(values) as tf.Tensor1D);
    const variance = isState(start) ? tf.tensor1d(start.variance) : (tf.zerosLike(values) as tf.Tensor1D);
    const of = (vector: tf.Tensor1D, group: readonly number[]): tf.Tensor1D =>
      tf.tidy(() => this.#pick(this.#parts(vector), group));
    const rates = { beta1: muon ? MUON_BETA1 : BETA1, beta2: BETA2, epsilon: EPSILON, weightDecay };
    this.#adam = adamVectors(of(values, this.#byAdam), of(mean, this.#byAdam), of(variance, this.#byAdam), rates);
    if (this.#byMuon.length > 0) {
      const hidden = this.#byMuon.map((i) => shapes[i]!);
      this.#muon = new MuonVectors(of(values, this.#byMuon), of(mean, this.#byMuon), hidden, rates);
    }
    if (averaging)
      this.#average = isState(start) && start.average ? tf.tensor1d(start.average) : (tf.clone(values) as tf.Tensor1D);
    this.#step = isState(start) ? start.step : 0;
    tf.dispose([values, mean, variance]);
  }

  get step(): number {
    return this.#step;
  }

  /** The parameters as named tensors, in the order of `shapes`. The caller disposes of them. */
  tensors(): tf.Tensor[] {
    return tf.tidy(() => this.#shaped(this.#whole('values')));
  }

  /** The running average of the parameters, as `tensors` gives them; the parameters themselves when none is kept. */
  averaged(): tf.Tensor[] {
    return tf.tidy(() => this.#shaped(this.#average ? this.#parts(this.#average) : this.#whole('values')));
  }

  /** All parameters as one vector. */
  async flat(): Promise<Float32Array> {
    return this.#read('values');
  }

  /**
   * One step down the gradients (in the order of `shapes`, not disposed). Returns the gradient's norm before clipping.
   */
  async update(gradients: readonly tf.Tensor[], learningRate: number): Promise<number> {
    this.#step++;
    const { clip, averaging } = this.options;
    const [byAdam, byMuon] = tf.tidy(
      () => [this.#pick(gradients, this.#byAdam), this.#pick(gradients, this.#byMuon)] as [tf.Tensor1D, tf.Tensor1D],
    );
    const squares = tf.tidy(() => tf.add(sumOfSquares(byAdam), sumOfSquares(byMuon)));
    const norm = Math.sqrt((await squares.data())[0]!);
    const scale = Math.min(1, clip / (norm + 1e-12));
    const clipped = (gradient: tf.Tensor1D): tf.Tensor1D =>
      scale === 1 ? tf.clone(gradient) : tf.mul(gradient, scale);
    tf.tidy(() => {
      this.#adam.step(clipped(byAdam), learningRate, this.#step);
      this.#muon?.step(clipped(byMuon), learningRate);
    });
    tf.dispose([byAdam, byMuon, squares]);
    if (this.#average) this.#moveAverage(Math.min(averaging!, (1 + this.#step) / (10 + this.#step)));
    return norm;
  }

  async state(): Promise<AdamState> {
    const [values, mean, variance] = [
      await this.#read('values'),
      await this.#read('mean'),
      await this.#read('variance'),
    ];
    const average = (await this.#average?.data()) as Float32Array | undefined;
    return { step: this.#step, values, mean, variance, ...(average ? { average } : {}) };
  }

  dispose(): void {
    this.#adam.dispose();
    this.#muon?.dispose();
    this.#average?.dispose();
  }

  async #read(which: 'values' | 'mean' | 'variance'): Promise<Float32Array> {
    const vector = tf.tidy(() => this.#join(this.#whole(which)));
    const numbers = (await vector.data()) as Float32Array;
    vector.dispose();
    return numbers;
  }

  /** Flat parts of one of the vectors, in the order of the shapes; runs inside a tidy. */
  #whole(which: 'values' | 'mean' | 'variance'): tf.Tensor[] {
    const sizes = (group: readonly number[]): number[] => group.map((i) => elementCount(this.shapes[i]!.shape));
    const parts = new Array<tf.Tensor>(this.shapes.length);
    tf.split(this.#adam.read()[which], sizes(this.#byAdam)).forEach((part, at) => (parts[this.#byAdam[at]!] = part));
    if (this.#muon)
      tf.split(this.#muon.read(which), sizes(this.#byMuon)).forEach((part, at) => (parts[this.#byMuon[at]!] = part));
    return parts;
  }

  #parts(vector: tf.Tensor1D): tf.Tensor[] {
    return tf.split(
      vector,
      this.shapes.map(({ shape }) => elementCount(shape)),
    );
  }

  #shaped(parts: readonly tf.Tensor[]): tf.Tensor[] {
    return parts.map((part, i) => tf.reshape(part, [...this.shapes[i]!.shape]));
  }

  #join(parts: readonly tf.Tensor[]): tf.Tensor1D {
    return tf.tidy(() => tf.concat(parts.map((part) => tf.reshape(part, [-1]))) as tf.Tensor1D);
  }

  /** The group's parts as one vector; it may be empty. */
  #pick(parts: readonly tf.Tensor[], group: readonly number[]): tf.Tensor1D {
    return group.length === 0 ? tf.tensor1d([]) : this.#join(group.map((i) => parts[i]!));
  }

  /** average x decay + values x (1 - decay). */
  #moveAverage(decay: number): void {
    const old = this.#average!;
    this.#average = tf.tidy(
      () => tf.add(old, tf.mul(tf.sub(this.#join(this.#whole('values')), old), 1 - decay)) as tf.Tensor1D,
    );
    old.dispose();
  }
}

const sumOfSquares = (vector: tf.Tensor1D): tf.Scalar => (vector.size === 0 ? tf.scalar(0) : tf.sum(tf.square(vector)));

function isState(start: Parameters | AdamState): start is AdamState {
  return (start as AdamState).values instanceof Float32Array;
}
