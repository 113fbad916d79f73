import { startBackend } from '../model/backend.js';
import { loadNetwork } from '../model/checkpoint.js';
import type { Network } from '../model/network.js';

/** A network of the numerical side in this process; for commands only, never for the API. */
export async function openModel(folder: string): Promise<Network> {
  await startBackend();
  return loadNetwork(folder);
}
