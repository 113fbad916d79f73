import type { PolicyNetwork } from '../../spec/index.js';
import { startBackend } from '../kernels/index.js';
import { type OnnxRuntime, onnxRuntime } from '../onnx/index.js';
import type { BoardFamily } from './board-family.js';
import { OnnxFamily } from './onnx-family.js';
import { TensorFamily } from './tensor-family.js';

/** The runtime of boards on a CPU; null for TensorFlow, where it has no build or `SENTIMATE_BOARDS` is `tensorflow`. */
export const boardRuntime = async (): Promise<OnnxRuntime | null> =>
  process.env.SENTIMATE_BOARDS === 'tensorflow' ? null : onnxRuntime();

/**
 * Makes a family of networks of this shape on the fastest runtime: ONNX Runtime on a CPU, TensorFlow where that has no
 * build for this platform, or with `SENTIMATE_BOARDS=tensorflow`. Rejects with Error when TensorFlow does not start.
 */
export async function openFamily(config: PolicyNetwork): Promise<BoardFamily> {
  const runtime = await boardRuntime();
  if (runtime) return new OnnxFamily(runtime, config);
  await startBackend();
  return new TensorFamily(config);
}
