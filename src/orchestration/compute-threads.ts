/**
 * How a compute child uses the processors. The kernels of a board's forward pass are small: several passes in parallel,
 * each kernel in one thread, use the processors better than one pass whose kernels are spread over all of them
 * (docs/log.md). Training has larger kernels and uses all processors for each.
 */
import { availableParallelism, constants } from 'node:os';

/**
 * Environment variable of TensorFlow: the number of threads of one kernel; all processors if not set. TensorFlow reads
 * it once per process, before the first kernel.
 */
export const KERNEL_THREADS = 'TF_NUM_INTRAOP_THREADS';

/**
 * Turns on TensorFlow's kernels from oneDNN, which it uses by itself on processors with AVX-512 VNNI only. With AVX2
 * they save a tenth to a third of a training step (docs/log.md). TensorFlow reports them on standard error.
 */
const ONEDNN = { TF_ENABLE_ONEDNN_OPTS: '1' };

/**
 * Asks the system for large pages under the C library's heap (glibc from 2.35 on; others ignore it): the tensors of a
 * training step are large, and looking up their pages takes a tenth of its time (docs/log.md).
 */
const LARGE_PAGES = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/**
 * Options of the compute child of a worker. Games give way to fine-tunes of the same machine, which take longer than
 * anything else of a tournament and whose kernels wait for the slowest of their threads; without fine-tunes they have
 * all processors.
 */
export const workerChildOptions = (
  kind: 'fine-tune' | 'match',
): { readonly env: Record<string, string>; readonly priority?: number } =>
  kind === 'match'
    ? { env: { ...ONEDNN, [KERNEL_THREADS]: '1' }, priority: constants.priority.PRIORITY_BELOW_NORMAL }
    : { env: process.env.GLIBC_TUNABLES === undefined ? { ...ONEDNN, ...LARGE_PAGES } : ONEDNN };

/**
 * Upper limit of network threads. Each thread holds a copy of every network and the activations of its own pass, about
 * 300 MB with a convolutional tower.
 */
const MAX_THREADS = 16;

/**
 * Number of network threads, 1 to 16, that use all of `processors` when each kernel uses the number of threads set in
 * `env`. Returns 1 on a GPU, which runs one kernel at a time, and if the variable is not set.
 */
export function networkThreads(
  device: 'cpu' | 'gpu',
  env: NodeJS.ProcessEnv = process.env,
  processors = availableParallelism(),
): number {
  const kernelThreads = Number(env[KERNEL_THREADS]);
  if (device === 'gpu' || !(kernelThreads >= 1)) return 1;
  return Math.min(MAX_THREADS, Math.max(1, Math.floor(processors / kernelThreads)));
}
