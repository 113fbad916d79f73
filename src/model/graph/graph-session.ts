import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../kernels/index.js';
import { encodeSavedModel, TAG, valueName } from './encode-saved-model.js';
import type { RecordedGraph } from './recorded-graph.js';

/**
 * A graph in TensorFlow, which plans it as a whole: independent operations run at the same time, neighbours are fused
 * and their memory is used again. Call `close` to free it.
 */
export class GraphSession {
  readonly #number: number;
  readonly #inputs: readonly ({ readonly name: string } | undefined)[];
  readonly #outputs: readonly string[];

  /** Hands the graph to the native library, which must be started. Throws Error when it is refused. */
  constructor(graph: RecordedGraph) {
    this.#inputs = graph.inputs.map((node) => node && { name: valueName({ node, port: 0 }) });
    this.#outputs = graph.outputs.map(valueName);
    // the library reads graphs from folders only
    const folder = mkdtempSync(join(tmpdir(), 'sentimate-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(graph), { mode: 0o600 });
      this.#number = nativeBackend().binding.loadSavedModel(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Returns the outputs for these inputs, which are in the order of the recorded function. The caller owns both. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const used = this.#inputs.flatMap((input, at) => (input ? [{ input, tensor: inputs[at]! }] : []));
    return nativeBackend().runSavedModel(
      this.#number,
      used.map(({ tensor }) => tensor),
      used.map(({ input }) => input),
      this.#outputs,
    );
  }

  /** Frees the graph. */
  close(): void {
    nativeBackend().binding.deleteSavedModel(this.#number);
  }
}
