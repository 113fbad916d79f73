import type { PolicyNetwork } from '../../spec/index.js';
import { startBackend } from '../kernels/index.js';
import { onnxRuntime } from '../onnx/index.js';
import type { BoardFamily } from './board-family.js';
import { OnnxFamily } from './onnx-family.js';
import { TensorFamily } from './tensor-family.js';

/**
 * Makes a family of networks of this shape on the fastest runtime: ONNX Runtime on a CPU, TensorFlow where that has no
 * build for this platform, or with `SENTIMATE_BOARDS=tensorflow`. Rejects with Error when TensorFlow does not start.
 */
export async function openFamily(config: PolicyNetwork): Promise<BoardFamily> {
  const runtime = process.env.SENTIMATE_BOARDS === 'tensorflow' ? null : await onnxRuntime();
  if (runtime) return new OnnxFamily(runtime, config);
  await startBackend();
  return new TensorFamily(config);
}
