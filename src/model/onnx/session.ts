/**
 * Runs graphs with ONNX Runtime on the CPU, one thread a session: parallelism comes from threads that each have their
 * own sessions (threads/), which leaves no processor waiting for another within a small operator.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from './encode-model.js';
import type { OnnxGraph } from './graph.js';

/** The module `onnxruntime-node`. */
export type OnnxRuntime = typeof import('onnxruntime-node');
type Values = Readonly<Record<string, Tensor>>;

let loading: Promise<OnnxRuntime | null> | undefined;

/** Loads the runtime, once per thread; null, with a warning, where it does not load (no build for the platform). */
export function onnxRuntime(): Promise<OnnxRuntime | null> {
  loading ??= import('onnxruntime-node').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`ONNX Runtime does not load, so TensorFlow evaluates boards, which is slower: ${reason}`);
    return null;
  });
  return loading;
}

const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/** A graph that is ready to run. */
export class OnnxSession {
  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: InferenceSession,
  ) {}

  /** Prepares a graph. Rejects with the runtime's error for one that is not valid. */
  static async open(runtime: OnnxRuntime, graph: OnnxGraph): Promise<OnnxSession> {
    return new OnnxSession(runtime, await runtime.InferenceSession.create(encodeModel(graph), OPTIONS));
  }

  /** Returns all outputs by name. Each input is a typed array with its shape; rejects where shapes do not fit. */
  async run(inputs: Readonly<Record<string, OnnxArray>>): Promise<Readonly<Record<string, Float32Array>>> {
    const outputs: Values = await this.session.run(this.tensors(inputs));
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
  }

  /**
   * Writes the named outputs into arrays of the caller, whose shapes must be those of the outputs. A new array for each
   * run would be zeroed, copied to and collected.
   */
  async runInto(
    inputs: Readonly<Record<string, OnnxArray>>,
    outputs: Readonly<Record<string, OnnxArray>>,
  ): Promise<void> {
    await this.session.run(this.tensors(inputs), this.tensors(outputs));
  }

  private tensors(arrays: Readonly<Record<string, OnnxArray>>): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const [name, { data, shape }] of Object.entries(arrays))
      tensors[name] =
        data instanceof Int32Array
          ? new this.runtime.Tensor('int32', data, [...shape])
          : new this.runtime.Tensor('float32', data, [...shape]);
    return tensors;
  }

  /** Frees the session's memory. */
  close(): Promise<void> {
    return this.session.release();
  }
}

/** Values of an input or output. */
export interface OnnxArray {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}
