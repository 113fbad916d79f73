/** How parameters lie in the flat vectors of the optimiser. */
import * as tf from '@tensorflow/tfjs-core';
import { elementCount, type ParameterShape } from '../../model/forward/index.js';
import { isHiddenMatrix } from './muon.js';

/** Numbers in 64 bytes: TensorFlow does not copy a part of a vector that begins and ends on these. */
const ALIGNMENT = 16;

/**
 * Parameters as flat vectors: those that Adam updates in the first, those of Muon, where it is used, in a second. All
 * methods are pure functions of tensors and must run inside a tidy.
 */
export class FlatLayout {
  /** Indices of the shapes in each vector, in the order in which they lie there. */
  readonly groups: readonly (readonly number[])[];

  constructor(
    readonly shapes: readonly ParameterShape[],
    muon: boolean,
  ) {
    const indices = shapes.map((_, at) => at);
    const byMuon = indices.filter((at) => muon && isHiddenMatrix(shapes[at]!));
    const byAdam = indices.filter((at) => !byMuon.includes(at));
    this.groups = byMuon.length > 0 ? [this.#aligned(byAdam), this.#aligned(byMuon)] : [this.#aligned(byAdam)];
  }

  /** Parameters of which all begin on 64 bytes first. */
  #aligned(group: readonly number[]): number[] {
    const fits = (at: number): boolean => this.#size(at) % ALIGNMENT === 0;
    return [...group.filter(fits), ...group.filter((at) => !fits(at))];
  }

  #size(at: number): number {
    return elementCount(this.shapes[at]!.shape);
  }

  /** Joins tensors, in the order of the shapes, to the vectors. */
  pack(tensors: readonly tf.Tensor[]): tf.Tensor1D[] {
    return this.groups.map((group) =>
      group.length === 0 ? tf.tensor1d([]) : tf.concat1d(group.map((at) => tf.reshape(tensors[at]!, [-1]))),
    );
  }

  /** Splits the vectors into tensors in the order of the shapes. */
  unpack(vectors: readonly tf.Tensor1D[]): tf.Tensor[] {
    const tensors = new Array<tf.Tensor>(this.shapes.length);
    this.groups.forEach((group, index) => {
      let from = 0;
      for (const at of group) {
        const part = tf.slice1d(vectors[index]!, from, this.#size(at));
        tensors[at] = tf.reshape(part, [...this.shapes[at]!.shape]);
        from += this.#size(at);
      }
    });
    return tensors;
  }
}

/**
 * Scales gradient vectors so that their global norm is at most `clip`. Also returns the norm before. Must run inside a
 * tidy.
 */
export function clipGradients(
  vectors: readonly tf.Tensor1D[],
  clip: number,
): { readonly vectors: tf.Tensor1D[]; readonly norm: tf.Scalar } {
  const norm = tf.sqrt(tf.addN(vectors.map((vector) => tf.sum(tf.square(vector))))) as tf.Scalar;
  const scale = tf.minimum(1, tf.div(clip, tf.add(norm, 1e-12)));
  return { vectors: vectors.map((vector) => tf.mul(vector, scale)), norm };
}
