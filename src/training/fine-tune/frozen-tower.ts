/**
 * The part of the chat's tower that lies below every parameter that a method trains. It gives the same states for an
 * example in every epoch, so they are computed once an example, before the first step.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import {
  type ParameterShape,
  type Parameters,
  tokenLogits,
  towerInput,
  towerRows,
  towerStates,
} from '../../model/forward/index.js';
import type { CompiledInput } from '../../model/graph/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { type ChatBatch, chatBatch } from '../losses/index.js';

/**
 * Number of the tower's layers, from the lowest, in and below which nothing is trained; 0 also where there are prompts,
 * which every layer reads.
 */
export function frozenLayers({ chat, prompt }: NetworkConfig, trained: readonly ParameterShape[]): number {
  if (prompt) return 0;
  const lowest = trained.map(({ name }) => {
    if (/^chat\.(embedding|position|prompt)/.test(name)) return 0;
    const layer = /^chat\.(?:block|layer)(\d+)\./.exec(name)?.[1];
    return layer === undefined ? chat.layers : Number(layer);
  });
  return Math.min(chat.layers, ...lowest);
}

/** Sequences whose states are computed at a time. */
const BATCH = 16;

/** Work done once in the frozen layers. */
export interface FrozenWork {
  /** Number of frozen layers. */
  readonly layers: number;
  /** Tokens with their padding. */
  readonly rows: number;
  /** Sum over them of the length of their sequence: the cost of attention. */
  readonly rowLengths: number;
}

/** States of examples after the frozen layers. */
export class FrozenTower {
  private constructor(
    private readonly width: number,
    /** (T, C) of each example by its index, without padding. */
    private readonly states: ReadonlyMap<number, Float32Array>,
    /** What it cost. */
    readonly work: FrozenWork,
  ) {}

  /**
   * Computes the states of the examples `used`, indices into `sequences`, after the first `layers` layers of the base.
   * They are computed in the order of their length, in which the same examples always stand together, so that a run
   * that is resumed has the same bits.
   */
  static async compute(
    { chat }: NetworkConfig,
    p: Parameters,
    layers: number,
    sequences: readonly ChatSequence[],
    used: Iterable<number>,
  ): Promise<FrozenTower> {
    const lengthOf = (at: number): number => sequences[at]!.tokens.length;
    const order = [...new Set(used)].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    const states = new Map<number, Float32Array>();
    let [rows, rowLengths] = [0, 0];
    for (let from = 0; from < order.length; from += BATCH) {
      const part = order.slice(from, from + BATCH);
      const { tokens, sequences: count } = chatBatch(part.map((at) => sequences[at]!));
      const result = tf.tidy(() => {
        const input = towerInput(chat, p, tf.tensor1d(tokens, 'int32'), count);
        return towerStates(chat, p, input, count, [0, layers]);
      });
      const values = (await result.data()) as Float32Array;
      result.dispose();
      rows += tokens.length;
      rowLengths += tokens.length ** 2 / count;
      const padded = values.length / count;
      part.forEach((at, row) => states.set(at, values.slice(row * padded, row * padded + lengthOf(at) * chat.width)));
    }
    return new FrozenTower(chat.width, states, { layers, rows, rowLengths });
  }

  /**
   * A batch of these examples for `logitsFrom`: the states (B, T, C) and row indices, followed by labels and weights.
   * The caller disposes of the tensors.
   */
  inputs(indices: readonly number[], { tokens, sequences, rowIndices, labels }: ChatBatch): CompiledInput[] {
    const length = tokens.length / sequences;
    const values = new Float32Array(sequences * length * this.width); // zeros where a sequence has ended
    indices.forEach((at, row) => values.set(this.states.get(at)!, row * length * this.width));
    return [
      { tensor: tf.tensor3d(values, [sequences, length, this.width]) },
      { tensor: tf.tensor1d(rowIndices, 'int32'), rows: true },
      { tensor: tf.tensor1d(labels, 'int32'), rows: true },
      { tensor: tf.ones([labels.length]), rows: true },
    ];
  }
}

/**
 * Next-token logits (N, V) at `rowIndices` (N) int32 from the states (B, T, C) after the first `layers` layers. Must
 * run inside a tidy.
 */
export function logitsFrom(
  config: NetworkConfig,
  p: Parameters,
  layers: number,
  states: tf.Tensor3D,
  rowIndices: tf.Tensor1D,
): tf.Tensor2D {
  const [sequences, length, width] = states.shape;
  const flat = tf.reshape(states, [sequences * length, width]) as tf.Tensor2D;
  return tokenLogits(config, p, towerRows(config.chat, p, flat, sequences, layers, rowIndices));
}
