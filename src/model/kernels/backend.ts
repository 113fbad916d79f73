/**
 * Starts TensorFlow. All model code is written against `@tensorflow/tfjs-core`; this file decides which backend
 * does the work: the native TensorFlow library, or WebAssembly where the addon was not built.
 */
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

export interface BackendInfo {
  readonly name: 'tensorflow' | 'wasm';
  /** Version of the native TensorFlow library, or of the WASM package. */
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
}

let started: Promise<BackendInfo> | undefined;

/**
 * Starts the backend once for each process. `SENTIMATE_BACKEND` chooses by hand (`tensorflow` or `wasm`).
 * Throws Error when the chosen backend cannot be loaded.
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
  if (!(await tf.setBackend('wasm'))) throw new Error('the WASM backend did not start');
  await tf.ready();
  return { name: 'wasm', version: wasm.version_wasm, device: 'cpu' };
}

/** The parts of tfjs-node's backend that its types do not show. */
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
    readonly TF_Version?: string;
  };
  executeSingleOutput(kernel: string, attributes: readonly NativeAttribute[], inputs: readonly tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(
    kernel: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

function nativeVersion(): string {
  return nativeBackend().binding.TF_Version ?? 'unknown';
}

export interface MeasuredPeak {
  readonly flopPerSecond: number;
  readonly measuredBy: string;
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
}

const SIDE = 1024;
const TRIES = 3;
let peak: MeasuredPeak | undefined;

/** What a matrix product reaches here and now, beside whatever else the machine does; measured once a process. */
export function measurePeak(): MeasuredPeak {
  peak ??= {
    flopPerSecond: tf.tidy(() => {
      const matrix = tf.randomNormal([SIDE, SIDE]) as tf.Tensor2D;
      const rates = Array.from({ length: TRIES }, () => {
        const before = performance.now();
        tf.matMul(matrix, matrix).dataSync();
        return (2 * SIDE ** 3) / ((performance.now() - before) / 1000);
      });
      return Math.max(...rates);
    }),
    measuredBy: `product of ${SIDE} x ${SIDE} matrices, float32, the best of ${TRIES}`,
    measuredAt: new Date().toISOString(),
  };
  return peak;
}
