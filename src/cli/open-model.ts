import type { Network } from '../model/network.js';

/**
 * A network of the numerical side in this process: for commands only, never for the API. TensorFlow is loaded by the
 * call, so that commands without a network start at once.
 */
export async function openModel(folder: string): Promise<Network> {
  const { startBackend } = await import('../model/backend.js');
  const { loadNetwork } = await import('../model/checkpoint.js');
  await startBackend();
  return loadNetwork(folder);
}
