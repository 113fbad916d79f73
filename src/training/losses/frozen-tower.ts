/**
 * The part of the chat's tower that lies below every parameter that a method trains. It gives the same states for an
 * example in every epoch, so they are computed once an example, before the first step.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { LRUCache } from 'lru-cache';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { joinFloats } from '../../model/boards/index.js';
import {
  type ParameterShape,
  type Parameters,
  parameterShapes,
  tokenLogits,
  towerInput,
  towerRows,
  towerStates,
} from '../../model/forward/index.js';
import { Compiled, type CompiledInput } from '../../model/graph/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { byLength, type ChatBatch, chatBatch } from './batches.js';
import { keyOf } from './state-store.js';

/**
 * Number of the tower's layers, from the lowest, in and below which nothing is trained; 0 also where there are prompts,
 * which every layer reads.
 */
export function frozenLayers({ chat, prompt }: NetworkConfig, trained: readonly ParameterShape[]): number {
  if (prompt) return 0;
  return Math.min(chat.layers, ...trained.map(({ name }) => layerOf(name)));
}

/** Layer of the chat's tower that a parameter belongs to; 0 for the input's, infinity for what is not of the tower. */
function layerOf(name: string): number {
  if (/^chat\.(embedding|position|prompt)/.test(name)) return 0;
  const layer = /^chat\.(?:block|layer)(\d+)\./.exec(name)?.[1];
  return layer === undefined ? Infinity : Number(layer);
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

/** Where states may be found that need not be computed again. */
interface States {
  read(sequence: ChatSequence): Promise<Float32Array | undefined>;
  write(sequence: ChatSequence, states: Float32Array): Promise<void>;
}

interface ComputeOptions {
  /** What it has is read, and the rest written to it. */
  readonly store?: States | undefined;
  /** Called with the share that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** States of sequences after the frozen layers. */
export class FrozenTower {
  private constructor(
    private readonly width: number,
    /** (T, C) of each sequence, without padding, by `keyOf`. */
    private readonly states: ReadonlyMap<string, Float32Array>,
    /** What it cost. */
    readonly work: FrozenWork,
  ) {}

  /**
   * Computes the states of sequences after the first `layers` layers of the base. They are computed in the order of
   * their length, in which the same sequences always stand together, so that a run that is resumed has the same bits;
   * of a group that is not stored as a whole all are computed again. Rejects with the signal's reason after an abort.
   */
  static async compute(
    config: NetworkConfig,
    p: Parameters,
    layers: number,
    sequences: Iterable<ChatSequence>,
    { store, onProgress, signal }: ComputeOptions = {},
  ): Promise<FrozenTower> {
    const { width } = config.chat;
    const states = new Map<string, Float32Array>();
    const order = byLength([...new Map([...sequences].map((sequence) => [keyOf(sequence.tokens), sequence])).values()]);
    let [rows, rowLengths] = [0, 0];
    for (let from = 0; from < order.length; from += BATCH) {
      await setImmediate(); // lets a signal be handled: the native library never yields
      signal?.throwIfAborted();
      const part = order.slice(from, from + BATCH);
      const stored = store ? await Promise.all(part.map((sequence) => store.read(sequence))) : [];
      const isWhole = stored.length > 0 && stored.every((own) => own !== undefined);
      const batch = chatBatch(part);
      const values = isWhole ? undefined : await frozenStates(config, p, layers, batch);
      const padded = (batch.tokens.length / batch.sequences) * width;
      for (const [row, sequence] of part.entries()) {
        const length = sequence.tokens.length * width;
        const own = stored[row] ?? values!.slice(row * padded, row * padded + length);
        states.set(keyOf(sequence.tokens), own);
        if (!stored[row]) await store?.write(sequence, own);
      }
      if (isWhole) continue;
      rows += batch.tokens.length;
      rowLengths += batch.tokens.length ** 2 / batch.sequences;
      onProgress?.((from + part.length) / order.length);
    }
    return new FrozenTower(width, states, { layers, rows, rowLengths });
  }

  /** The states of lists of sequences, each as `valuesOf` gave them. Of equal sequences the first counts. */
  static of(
    { chat: { width } }: NetworkConfig,
    layers: number,
    lists: readonly { readonly sequences: readonly ChatSequence[]; readonly values: Float32Array }[],
  ): FrozenTower {
    const states = new Map<string, Float32Array>();
    for (const { sequences, values } of lists) {
      let at = 0;
      for (const { tokens } of sequences) states.set(keyOf(tokens), values.subarray(at, (at += tokens.length * width)));
    }
    return new FrozenTower(width, states, { layers, rows: 0, rowLengths: 0 });
  }

  /** Number of frozen layers. */
  get layers(): number {
    return this.work.layers;
  }

  /** The states of sequences, one after the other. */
  valuesOf(sequences: readonly ChatSequence[]): Float32Array {
    return joinFloats(sequences.map(({ tokens }) => this.states.get(keyOf(tokens))!));
  }

  /**
   * A batch of these sequences for `logitsFrom`: the states (B, T, C) and row indices, followed by labels and weights.
   * The caller disposes of the tensors.
   */
  inputs(sequences: readonly ChatSequence[], { tokens, rowIndices, labels }: ChatBatch): CompiledInput[] {
    const length = tokens.length / sequences.length;
    const values = new Float32Array(sequences.length * length * this.width); // zeros where a sequence has ended
    sequences.forEach((sequence, row) => {
      values.set(this.states.get(keyOf(sequence.tokens))!, row * length * this.width);
    });
    return [
      { tensor: tf.tensor3d(values, [sequences.length, length, this.width]) },
      { tensor: tf.tensor1d(rowIndices, 'int32'), rows: true },
      { tensor: tf.tensor1d(labels, 'int32'), rows: true },
      { tensor: tf.ones([labels.length]), rows: true },
    ];
  }
}

/** Towers whose graphs are kept. Weights are inputs of a graph, so that all bases of one config share it. */
const kept = new LRUCache<string, Compiled>({ max: 4, dispose: (compiled) => compiled.close() });

/** States (B * T, C) of a batch after the first `layers` layers, row-major. */
async function frozenStates(
  config: NetworkConfig,
  p: Parameters,
  layers: number,
  { tokens, sequences }: ChatBatch,
): Promise<Float32Array> {
  const { chat } = config;
  const names = parameterShapes(config).flatMap(({ name }) => (layerOf(name) < layers ? [name] : []));
  const key = `${layers} ${canonicalJson(config)}`;
  let compiled = kept.get(key);
  if (!compiled) {
    compiled = new Compiled((tensors, [ids]) => {
      const own = Object.fromEntries(names.map((name, i) => [name, tensors![i]!]));
      const [count] = ids!.shape as [number, number];
      const input = towerInput(chat, own, tf.reshape(ids!, [-1]) as tf.Tensor1D, count);
      return [towerStates(chat, own, input, count, [0, layers])];
    });
    kept.set(key, compiled);
  }
  const result = tf.tidy(
    () =>
      compiled.run(
        names.map((name) => ({ tensor: p[name]! })),
        [{ tensor: tf.tensor2d(tokens, [sequences, tokens.length / sequences], 'int32') }],
      )[0]!,
  );
  try {
    return (await result.data()) as Float32Array;
  } finally {
    result.dispose();
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
