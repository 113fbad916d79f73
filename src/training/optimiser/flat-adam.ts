/**
 * The optimiser over flat vectors: one chain of kernels per step instead of one per tensor. Parameters are updated by
 * Adam; optionally the hidden matrices by Muon instead. A running average of the weights may be kept (Polyak & Juditsky
 * 1992).
 */
import * as tf from '@tensorflow/tfjs-core';
import { elementCount, type ParameterShape, type Parameters } from '../../model/forward/index.js';
import { type AdamVectors, adamVectors } from './adam-vectors.js';
import { FlatLayout } from './flat-layout.js';
import { MuonVectors } from './muon.js';

const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-8;
/** Momentum of a run with Muon, for all of its parameters. */
const MUON_BETA1 = 0.95;

/** Settings of the optimiser. */
export interface AdamOptions {
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
  /** How the parameters lie in the vectors. */
  readonly layout: FlatLayout;
  readonly #adam: AdamVectors;
  readonly #muon: MuonVectors | undefined;
  /** Running average of each vector. */
  #average: tf.Tensor1D[] | undefined;
  #step: number;

  /** Starts from a saved state, or from tensors by name, which the caller keeps. */
  constructor(
    readonly shapes: readonly ParameterShape[],
    start: Parameters | AdamState,
    readonly options: AdamOptions,
  ) {
    const { muon = false, averaging, weightDecay } = options;
    this.layout = new FlatLayout(shapes, muon);
    const values = isState(start)
      ? this.#vectorsOf(start.values)
      : this.#packed(shapes.map(({ name }) => start[name]!));
    const zeros = (): tf.Tensor1D[] => values.map((vector) => tf.zerosLike(vector) as tf.Tensor1D);
    const mean = isState(start) ? this.#vectorsOf(start.mean) : zeros();
    const variance = isState(start) ? this.#vectorsOf(start.variance) : zeros();
    if (averaging)
      this.#average =
        isState(start) && start.average
          ? this.#vectorsOf(start.average)
          : values.map((vector) => tf.clone(vector) as tf.Tensor1D);
    const rates = { beta1: muon ? MUON_BETA1 : BETA1, beta2: BETA2, epsilon: EPSILON, weightDecay };
    this.#adam = adamVectors(values[0]!, mean[0]!, variance[0]!, rates);
    if (values.length > 1) {
      this.#muon = new MuonVectors(
        values[1]!,
        mean[1]!,
        this.layout.groups[1]!.map((at) => shapes[at]!),
        rates,
      );
      variance[1]!.dispose();
    }
    this.#step = isState(start) ? start.step : 0;
  }

  /** Steps taken so far. */
  get step(): number {
    return this.#step;
  }

  /** Returns the parameters as the vectors of the layout. The caller disposes of them before the next update. */
  vectors(): tf.Tensor1D[] {
    return tf.tidy(() => this.#read('values'));
  }

  /** Returns the parameters as tensors, in the order of `shapes`. The caller disposes of them. */
  tensors(): tf.Tensor[] {
    return tf.tidy(() => this.layout.unpack(this.#read('values')));
  }

  /** Returns the running average of the parameters, or the parameters where none is kept. As for `tensors`. */
  averaged(): tf.Tensor[] {
    return tf.tidy(() => this.layout.unpack(this.#average ?? this.#read('values')));
  }

  /** Takes one step against gradient vectors of the layout, clipped already, which stay the caller's. */
  update(gradients: readonly tf.Tensor1D[], learningRate: number): void {
    this.#step++;
    this.#adam.step(gradients[0]!, learningRate, this.#step);
    this.#muon?.step(gradients[1]!, learningRate);
    if (this.#average) this.#updateAverage(Math.min(this.options.averaging!, (1 + this.#step) / (10 + this.#step)));
  }

  /** Reads the state, from which the optimiser can be restored to the bit. */
  async state(): Promise<AdamState> {
    const read = (which: 'values' | 'mean' | 'variance'): Promise<Float32Array> => this.#flat(() => this.#read(which));
    const [values, mean, variance] = [await read('values'), await read('mean'), await read('variance')];
    const average = this.#average && (await this.#flat(() => this.#average!));
    return { step: this.#step, values, mean, variance, ...(average ? { average } : {}) };
  }

  /** Frees the tensors. */
  dispose(): void {
    this.#adam.dispose();
    this.#muon?.dispose();
    tf.dispose(this.#average);
  }

  /** One of the running vectors. Must run inside a tidy. */
  #read(which: 'values' | 'mean' | 'variance'): tf.Tensor1D[] {
    const adam = this.#adam.read()[which];
    return this.#muon ? [adam, this.#muon.read(which)] : [adam];
  }

  /** Vectors as numbers in the order of the shapes. */
  async #flat(vectors: () => readonly tf.Tensor1D[]): Promise<Float32Array> {
    const flat = tf.tidy(() => tf.concat1d(this.layout.unpack(vectors()).map((part) => tf.reshape(part, [-1]))));
    const numbers = (await flat.data()) as Float32Array;
    flat.dispose();
    return numbers;
  }

  /** Numbers in the order of the shapes as vectors. */
  #vectorsOf(flat: Float32Array): tf.Tensor1D[] {
    return tf.tidy(() => {
      const sizes = this.shapes.map(({ shape }) => elementCount(shape));
      return this.layout.pack(tf.split(tf.tensor1d(flat), sizes));
    });
  }

  #packed(tensors: readonly tf.Tensor[]): tf.Tensor1D[] {
    return tf.tidy(() => this.layout.pack(tensors));
  }

  /** average x decay + values x (1 - decay). */
  #updateAverage(decay: number): void {
    const old = this.#average!;
    this.#average = tf.tidy(() =>
      this.#read('values').map((now, at) => tf.add(old[at]!, tf.mul(tf.sub(now, old[at]!), 1 - decay)) as tf.Tensor1D),
    );
    tf.dispose(old);
  }
}

function isState(start: Parameters | AdamState): start is AdamState {
  return (start as AdamState).values instanceof Float32Array;
}
