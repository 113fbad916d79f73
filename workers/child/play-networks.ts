/**
 * The networks that play, in threads of their own: this thread applies the rules of some games while the threads
 * evaluate the boards of others. An evaluation network, which plays by search, stays in this thread, because its search
 * needs the rules.
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
  // the runtime of boards on a CPU would leave the GPU idle; threads inherit the variable
  if (device === 'gpu') process.env.SENTIMATE_BOARDS ??= 'tensorflow';
  // A broken thread loses its networks and thereby all running games, so the process exits and its parent restarts it.
  threads ??= new NetworkThreads(networkThreads(device), () => process.exit(1));
  return (await threads.load(dir)) ?? loadNetwork(dir);
}

/** Networks for games of this process, by checkpoint address. */
export const playNetworks = new WarmNetworks<ThreadNetwork | Network>(load);

/** Number of tensors of this thread and of parts of networks in the network threads, together. */
export const totalTensorCount = (): number => tensorCount() + (threads?.usage.kept ?? 0);
