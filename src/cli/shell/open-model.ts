import type { Network } from '../../model/checkpoint/index.js';

/**
 * A network of the numerical side in this process: for commands only, never for the API. TensorFlow is loaded by the
 * call, so that commands without a network start at once.
 */
export async function openModel(folder: string): Promise<Network> {
  const { startBackend } = await import('../../model/kernels/index.js');
  const { loadNetwork } = await import('../../model/checkpoint/index.js');
  await startBackend();
  return loadNetwork(folder);
}
