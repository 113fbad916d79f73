/**
 * The networks that play, in threads of their own, so that the rules of some games are worked out here while the
 * boards of others are judged there. One that plays by search lives in this thread: it needs the rules itself.
 */

import { startBackend } from '../../src/model/backend.js';
import { loadNetwork, tensorsInMemory } from '../../src/model/checkpoint.js';
import type { Network } from '../../src/model/network.js';
import { NetworkThreads, type ThreadNetwork } from '../../src/model/network-threads.js';
import { networkThreads } from '../../src/orchestration/compute-threads.js';
import { findCheckpoint } from './find-checkpoint.js';
import { WarmNetworks } from './warm-networks.js';

let threads: NetworkThreads | undefined;

async function load(home: string, address: string): Promise<ThreadNetwork | Network> {
  const dir = await findCheckpoint(home, address);
  const { device } = await startBackend();
  // Networks in a thread that broke down are lost, and with them all games under way: the parent starts this process
  // again.
  threads ??= new NetworkThreads(networkThreads(device), () => process.exit(1));
  return (await threads.load(dir)) ?? loadNetwork(dir);
}

export const playNetworks = new WarmNetworks<ThreadNetwork | Network>(load);

/** Tensors held by all threads. */
export const tensorsHeld = (): number => tensorsInMemory() + (threads?.usage.tensors ?? 0);
