/**
 * The optimiser over flat vectors: one chain of kernels per step instead of one per tensor. Parameters are updated by
 * Adam; optionally the hidden matrices by Muon instead. The gradient's global norm is clipped, and a running average of
 * the weights may be kept (Polyak & Juditsky 1992).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterShape, Parameters } from '../../model/forward/index.js';
import { elementCount } from '../../model/forward/index.js';
import { type AdamVectors, adamVectors } from './adam-vectors.js';
import { isHiddenMatrix, MuonVectors } from './muon.js';

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;
/** Momentum of a run with Muon, for all of its parameters. */
const MUON_BETA1 = 0.95;

/** Settings of the optimiser. */
export interface AdamOptions {
  /** Maximum global norm of the gradient. */
  readonly clip: number;
  /** Decoupled weight decay, multiplied by the learning rate. */
  readonly weightDecay: number;
  /** Updates hidden matrices by Muon. */
  readonly muon?: boolean;
  /** Decay per step of the weights' running average, such as .999. No average is kept without it. */
  readonly averaging?: number;
}

/**
 * The state of an optimiser, with all vectors in the order of the shapes. Parameters that Muon updates have no
 * variance; their part is zero.
 */
export interface AdamState {
  /** Steps taken so far. */
  readonly step: number;
  readonly values: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly average?: Float32Array;
}

/** Adam, optionally with Muon and weight averaging, over the parameters of the given shapes. */
export class FlatAdam {
  /** Indices of the shapes that each of the two updates, in the order of their parts in its vectors. */
  readonly #byAdam: readonly number[];
  readonly #byMuon: readonly number[];
  readonly #adam: AdamVectors;
  readonly #muon: MuonVectors | undefined;
  #average: tf.Tensor1D | undefined;
  #step: number;

  /** Starts from a saved state, or from tensors by name, which the caller keeps. */
  constructor(
    readonly shapes: readonly ParameterShape[],
    start: Parameters | AdamState,
    readonly options: AdamOptions,
  ) {
    const { muon = false, averaging, weightDecay } = options;
    const indices = shapes.map((_, i) => i);
    this.#byMuon = indices.filter((i) => muon && isHiddenMatrix(shapes[i]!));
    this.#byAdam = indices.filter((i) => !this.#byMuon.includes(i));
    const values = isState(start) ? tf.tensor1d(start.values) : this.#join(shapes.map(({ name }) => start[name]!));
    const mean = isState(start) ? tf.tensor1d(start.mean) : (tf.zerosLike(values) as tf.Tensor1D);
    const variance = isState(start) ? tf.tensor1d(start.variance) : (tf.zerosLike(values) as tf.Tensor1D);
    const part = (vector: tf.Tensor1D, group: readonly number[]): tf.Tensor1D =>
      tf.tidy(() => this.#pick(this.#parts(vector), group));
    const rates = { beta1: muon ? MUON_BETA1 : BETA1, beta2: BETA2, epsilon: EPSILON, weightDecay };
    this.#adam = adamVectors(part(values, this.#byAdam), part(mean, this.#byAdam), part(variance, this.#byAdam), rates);
    if (this.#byMuon.length > 0) {
      const hidden = this.#byMuon.map((i) => shapes[i]!);
      this.#muon = new MuonVectors(part(values, this.#byMuon), part(mean, this.#byMuon), hidden, rates);
    }
    if (averaging)
      this.#average = isState(start) && start.average ? tf.tensor1d(start.average) : (tf.clone(values) as tf.Tensor1D);
    this.#step = isState(start) ? start.step : 0;
    tf.dispose([values, mean, variance]);
  }

  /** Steps taken so far. */
  get step(): number {
    return this.#step;
  }

  /** Returns the parameters as tensors, in the order of `shapes`. The caller disposes of them. */
  tensors(): tf.Tensor[] {
    return tf.tidy(() => this.#shaped(this.#whole('values')));
  }

  /** Returns the running average of the parameters, or the parameters where none is kept. As for `tensors`. */
  averaged(): tf.Tensor[] {
    return tf.tidy(() => this.#shaped(this.#average ? this.#parts(this.#average) : this.#whole('values')));
  }

  /** Returns all parameters as one vector, in the order of `shapes`. */
  async flat(): Promise<Float32Array> {
    return this.#read('values');
  }

  /**
   * Takes one step against the gradients, which are in the order of `shapes` and stay the caller's. Returns the global
   * norm of the gradient before clipping.
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
    if (this.#average) this.#updateAverage(Math.min(averaging!, (1 + this.#step) / (10 + this.#step)));
    return norm;
  }

  /** Reads the state, from which the optimiser can be restored to the bit. */
  async state(): Promise<AdamState> {
    const [values, mean, variance] = [
      await this.#read('values'),
      await this.#read('mean'),
      await this.#read('variance'),
    ];
    const average = (await this.#average?.data()) as Float32Array | undefined;
    return { step: this.#step, values, mean, variance, ...(average ? { average } : {}) };
  }

  /** Frees the tensors. */
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

  /** Flat parts of one of the vectors, in the order of the shapes. Must run inside a tidy. */
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

  /** Joins the parts of a group, which may be empty, to one vector. */
  #pick(parts: readonly tf.Tensor[], group: readonly number[]): tf.Tensor1D {
    return group.length === 0 ? tf.tensor1d([]) : this.#join(group.map((i) => parts[i]!));
  }

  /** average x decay + values x (1 - decay). */
  #updateAverage(decay: number): void {
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
