/**
 * Starts TensorFlow. All model code is written against `@tensorflow/tfjs-core`; this file selects the backend: the
 * native TensorFlow library, or WebAssembly where the native addon was not built.
 */
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendInfo } from '../../spec/index.js';

/** Name of the backend that records the native backend's operations as a graph (model/graph). */
export const RECORDING = 'recording';

/** True when operations can be called by their name in TensorFlow: on the native library, and while recording them. */
export const isNative = (): boolean => ['tensorflow', RECORDING].includes(tf.getBackend());

let started: Promise<BackendInfo> | undefined;

/**
 * Starts the backend, once per process, and returns its name (`tensorflow` or `wasm`), version and device. The
 * environment variable `SENTIMATE_BACKEND` forces one of the two. Throws Error when that backend cannot be loaded.
 */
export function startBackend(): Promise<BackendInfo> {
  started ??= start(process.env.SENTIMATE_BACKEND);
  return started;
}

async function start(choice: string | undefined): Promise<BackendInfo> {
  if (choice !== undefined && choice !== '' && choice !== 'tensorflow' && choice !== 'wasm') {
    throw new Error(`SENTIMATE_BACKEND must be tensorflow or wasm, not ${choice}`);
  }
  if (choice === 'wasm') return startWasm();
  try {
    return await startNative();
  } catch (error) {
    if (choice === 'tensorflow') throw error;
    process.emitWarning(
      'native TensorFlow is not built (run `npm run setup`); using WebAssembly: training will be very slow',
    );
    return startWasm();
  }
}

async function startNative(): Promise<BackendInfo> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // tfjs-node 4.22 calls a function that Node 23 removed (tensorflow/tfjs#8609).
  const old = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const native = (await import('@tensorflow/tfjs-node-gpu')) as unknown as { default?: NativeModule } & NativeModule;
  const version = (native.default ?? native).version.tensorflow ?? nativeVersion();
  if (!(await tf.setBackend('tensorflow'))) throw new Error('the tensorflow backend did not start');
  await tf.ready();
  return { name: 'tensorflow', version, device: nativeBackend().isUsingGpuDevice ? 'gpu' : 'cpu' };
}

interface NativeModule {
  readonly version: Record<string, string | undefined>;
}

async function startWasm(): Promise<BackendInfo> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  await import('@tensorflow/tfjs'); // registers the gradients; the native backend's package imports it by itself
  if (!(await tf.setBackend('wasm'))) throw new Error('the WASM backend did not start');
  await tf.ready();
  return { name: 'wasm', version: wasm.version_wasm, device: 'cpu' };
}

/** The parts of tfjs-node's backend that its types do not declare. */
export interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_SHAPE: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_Version?: string;
    /** Reads the graph in the folder of a SavedModel and returns its number. */
    loadSavedModel(folder: string, tags: string): number;
    deleteSavedModel(number: number): void;
  };
  executeSingleOutput(kernel: string, attributes: readonly NativeAttribute[], inputs: readonly tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(
    kernel: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
  /** Runs a loaded graph. Names are `operation:output`. */
  runSavedModel(
    number: number,
    inputs: readonly tf.Tensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): tf.Tensor[];
  incRef(dataId: object): void;
  getDTypeInteger(dtype: tf.DataType): number;
  createReductionOpAttrs(tensor: tf.Tensor, keepDims: boolean): NativeAttribute[];
}

/** An attribute of a native TensorFlow kernel; `type` is one of the binding's `TF_ATTR_*` constants. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** Returns the native backend, for calling kernels by name. It must be the current backend. */
export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

function nativeVersion(): string {
  return nativeBackend().binding.TF_Version ?? 'unknown';
}

/** Peak throughput of this machine, as measured. */
export interface MeasuredPeak {
  readonly flopPerSecond: number;
  /** Description of the measurement. */
  readonly measuredBy: string;
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
}

const PEAK_MATRIX_SIDE = 1024;
const PEAK_TRIES = 3;
let peak: MeasuredPeak | undefined;

/** Measures the throughput of a matrix product under the machine's present load. Measured once per process. */
export function measurePeak(): MeasuredPeak {
  peak ??= {
    flopPerSecond: tf.tidy(() => {
      const matrix = tf.randomNormal([PEAK_MATRIX_SIDE, PEAK_MATRIX_SIDE]) as tf.Tensor2D;
      const rates = Array.from({ length: PEAK_TRIES }, () => {
        const before = performance.now();
        tf.matMul(matrix, matrix).dataSync();
        return (2 * PEAK_MATRIX_SIDE ** 3) / ((performance.now() - before) / 1000);
      });
      return Math.max(...rates);
    }),
    measuredBy: `product of ${PEAK_MATRIX_SIDE} x ${PEAK_MATRIX_SIDE} matrices, float32, the best of ${PEAK_TRIES}`,
    measuredAt: new Date().toISOString(),
  };
  return peak;
}
