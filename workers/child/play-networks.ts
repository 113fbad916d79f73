/**
 * The networks that play, in a thread of their own, so that the rules of some games are worked out here while the
 * boards of others are judged there. One that plays by search lives in this thread: it needs the rules itself.
 */
import { loadNetwork, tensorsInMemory } from '../../src/model/checkpoint.js';
import type { Network } from '../../src/model/network.js';
import { NetworkThread, type ThreadNetwork } from '../../src/model/network-thread.js';
import { findCheckpoint } from './find-checkpoint.js';
import { WarmNetworks } from './warm-networks.js';

let thread: NetworkThread | undefined;

async function load(home: string, address: string): Promise<ThreadNetwork | Network> {
  const dir = await findCheckpoint(home, address);
  // Networks in a thread that broke down are lost, and with them all games under way: the parent starts this process again.
  thread ??= new NetworkThread(() => process.exit(1));
  return (await thread.load(dir)) ?? loadNetwork(dir);
}

export const playNetworks = new WarmNetworks<ThreadNetwork | Network>(load);

/** Tensors held by both threads. */
export const tensorsHeld = (): number => tensorsInMemory() + (thread?.usage.tensors ?? 0);
