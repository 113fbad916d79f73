import * as tf from '@tensorflow/tfjs-core';
import { LRUCache } from 'lru-cache';
import { GraphSession } from './graph-session.js';
import { recordGraph } from './record-graph.js';
import type { GraphType } from './recorded-graph.js';

/** An input of a compiled function. */
export interface CompiledInput {
  readonly tensor: tf.Tensor;
  /** True when its first size is the number of rows, which differs from run to run. Other sizes make a new graph. */
  readonly rows?: boolean;
}

/** A function of groups of tensors. It may use no other tensors, and must depend on nothing that changes. */
export type TensorFunction = (...groups: readonly (readonly tf.Tensor[])[]) => readonly tf.Tensor[];

/** Graphs of one function that are kept, the last used ones. */
const KEPT = 32;

/** Environment variable: with `off`, functions run operation by operation, to find a fault or to compare. */
const SWITCH = 'SENTIMATE_GRAPHS';

/**
 * A function that runs as one TensorFlow graph on the native library, made when it meets new shapes, and operation by
 * operation elsewhere. Call `close` to free the graphs.
 */
export class Compiled {
  readonly #sessions = new LRUCache<string, GraphSession>({ max: KEPT, dispose: (session) => session.close() });

  constructor(readonly f: TensorFunction) {}

  /**
   * Returns the outputs; the caller owns them and the inputs. Throws TypeError when the function uses other tensors, or
   * something that only holds for one number of rows.
   */
  run(...groups: readonly (readonly CompiledInput[])[]): tf.Tensor[] {
    const inputs = groups.flat();
    if (tf.getBackend() !== 'tensorflow' || process.env[SWITCH] === 'off')
      return tf.tidy(() => [...this.f(...groups.map((group) => group.map(({ tensor }) => tensor)))]);
    return this.#session(groups).run(inputs.map(({ tensor }) => tensor));
  }

  #session(groups: readonly (readonly CompiledInput[])[]): GraphSession {
    const sizes = ({ tensor, rows }: CompiledInput): string =>
      `${tensor.dtype}[${rows ? ['rows', ...tensor.shape.slice(1)] : tensor.shape}]`;
    const key = groups.map((group) => group.map(sizes).join(' ')).join('; ');
    let session = this.#sessions.get(key);
    if (!session) {
      const graph = recordGraph(
        groups
          .flat()
          .map(({ tensor, rows = false }) => ({ shape: tensor.shape, dtype: tensor.dtype as GraphType, rows })),
        (tensors) => {
          let at = 0;
          return this.f(...groups.map((group) => tensors.slice(at, (at += group.length))));
        },
      );
      session = new GraphSession(graph);
      this.#sessions.set(key, session);
    }
    return session;
  }

  /** Frees the graphs. */
  close(): void {
    this.#sessions.clear();
  }
}
