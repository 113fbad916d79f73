/**
 * How a compute child shares out the processors. The kernels of a board's forward pass are small: several passes side
 * by side, each kernel in one thread, keep the processors busier than one pass whose kernels are spread over all
 * (docs/log.md). Training has larger ones and takes all.
 */
import { availableParallelism } from 'node:os';

/**
 * TensorFlow's own variable: processors for one kernel; all where it is not set. It is read once a process, before the
 * first kernel.
 */
export const KERNEL_THREADS = 'TF_NUM_INTRAOP_THREADS';

/**
 * Each thread holds a copy of every network and the activations of a pass of its own, some 300 MB with a convolutional
 * tower.
 */
const MAX_THREADS = 16;

/**
 * Threads of networks that keep this machine's processors busy, by how many a kernel takes. A GPU takes one kernel
 * after the other.
 */
export function networkThreads(
  device: 'cpu' | 'gpu',
  env: NodeJS.ProcessEnv = process.env,
  processors = availableParallelism(),
): number {
  const ofKernel = Number(env[KERNEL_THREADS]);
  if (device === 'gpu' || !(ofKernel >= 1)) return 1;
  return Math.min(MAX_THREADS, Math.max(1, Math.floor(processors / ofKernel)));
}
