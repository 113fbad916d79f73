/**
 * The networks that play, in threads of their own, so that the rules of some games are worked out here while the
 * boards of others are judged there. One that plays by search lives in this thread: it needs the rules itself.
 */

import type { Network } from '../../src/model/checkpoint/index.js';
import { loadNetwork, tensorCount } from '../../src/model/checkpoint/index.js';
import { startBackend } from '../../src/model/kernels/index.js';
import { NetworkThreads, type ThreadNetwork } from '../../src/model/threads/index.js';
import { networkThreads } from '../../src/orchestration/index.js';
import { checkpointFolder } from './checkpoint-folder.js';
import { WarmNetworks } from './warm-networks.js';

let threads: NetworkThreads | undefined;

async function load(home: string, address: string): Promise<ThreadNetwork | Network> {
  const dir = await checkpointFolder(home, address);
  const { device } = await startBackend();
  // Networks in a thread that broke down are lost, and with them all games under way: the parent starts this process
  // again.
  threads ??= new NetworkThreads(networkThreads(device), () => process.exit(1));
  return (await threads.load(dir)) ?? loadNetwork(dir);
}

export const playNetworks = new WarmNetworks<ThreadNetwork | Network>(load);

/** Tensors held by all threads. */
export const totalTensorCount = (): number => tensorCount() + (threads?.usage.tensors ?? 0);
