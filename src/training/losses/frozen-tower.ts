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
import { type ChatBatch, chatBatch } from './batches.js';
import type { StateStore } from './state-store.js';

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

/** States of sequences after the frozen layers. */
export class FrozenTower {
  private constructor(
    private readonly width: number,
    /** (T, C) of each sequence, without padding. */
    private readonly states: ReadonlyMap<ChatSequence, Float32Array>,
    /** What it cost. */
    readonly work: FrozenWork,
  ) {}

  /**
   * Computes the states of sequences after the first `layers` layers of the base. They are computed in the order of
   * their length, in which the same sequences always stand together, so that a run that is resumed has the same bits.
   * With a `store` what it has is read, and the rest written to it.
   */
  static async compute(
    { chat }: NetworkConfig,
    p: Parameters,
    layers: number,
    sequences: Iterable<ChatSequence>,
    { store, onProgress }: { readonly store?: StateStore; readonly onProgress?: (share: number) => void } = {},
  ): Promise<FrozenTower> {
    const states = new Map<ChatSequence, Float32Array>();
    const order: ChatSequence[] = [];
    for (const sequence of new Set(sequences)) {
      const stored = await store?.read(sequence);
      if (stored) states.set(sequence, stored);
      else order.push(sequence);
    }
    order.sort((a, b) => a.tokens.length - b.tokens.length);
    let [rows, rowLengths] = [0, 0];
    for (let from = 0; from < order.length; from += BATCH) {
      const part = order.slice(from, from + BATCH);
      const { tokens, sequences: count } = chatBatch(part);
      const result = tf.tidy(() => {
        const input = towerInput(chat, p, tf.tensor1d(tokens, 'int32'), count);
        return towerStates(chat, p, input, count, [0, layers]);
      });
      const values = (await result.data()) as Float32Array;
      result.dispose();
      rows += tokens.length;
      rowLengths += tokens.length ** 2 / count;
      const padded = values.length / count;
      for (const [row, sequence] of part.entries()) {
        const own = values.slice(row * padded, row * padded + sequence.tokens.length * chat.width);
        states.set(sequence, own);
        await store?.write(sequence, own);
      }
      onProgress?.((from + part.length) / order.length);
    }
    return new FrozenTower(chat.width, states, { layers, rows, rowLengths });
  }

  /**
   * A batch of these sequences for `logitsFrom`: the states (B, T, C) and row indices, followed by labels and weights.
   * The caller disposes of the tensors.
   */
  inputs(sequences: readonly ChatSequence[], { tokens, rowIndices, labels }: ChatBatch): CompiledInput[] {
    const length = tokens.length / sequences.length;
    const values = new Float32Array(sequences.length * length * this.width); // zeros where a sequence has ended
    sequences.forEach((sequence, row) => values.set(this.states.get(sequence)!, row * length * this.width));
    return [
      { tensor: tf.tensor3d(values, [sequences.length, length, this.width]) },
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
