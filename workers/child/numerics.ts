/**
 * The part of the compute child that needs TensorFlow. compute-child.ts imports it dynamically, after it has begun to
 * listen to its parent, because importing TensorFlow takes seconds.
 */

import { loadNetwork, type Network } from '../../src/model/checkpoint/index.js';
import { startBackend } from '../../src/model/kernels/index.js';
import type { ComputeKind, ComputeRequest, ComputeResults, PlayWork } from '../../src/spec/index.js';
import { checkpointFolder } from './checkpoint-folder.js';
import type { ChildContext } from './context.js';
import { handleFineTune } from './fine-tune.js';
import { handleMeasure } from './measure.js';
import { handleChat, handleEvaluate, handleMove } from './network-requests.js';
import { PlayRequest } from './play.js';
import { playNetworks } from './play-networks.js';
import { playSources } from './play-sources.js';
import { handleReplay } from './replay.js';

export { totalTensorCount } from './play-networks.js';
export { startBackend };

const models = { networks: playNetworks, sources: playSources };

/** Creates a play request that uses the models of this process. */
export const playRequest = (work: PlayWork, context: ChildContext): PlayRequest =>
  new PlayRequest(work, context, models);

/** Loads a checkpoint by its address. Throws ChildError or CheckpointError. */
export const loadNetworkByAddress = async (home: string, address: string): Promise<Network> =>
  loadNetwork(await checkpointFolder(home, address));

/** Handles any request but play and returns its result. */
export function handleWork(
  work: Exclude<ComputeRequest, { type: 'play' }>,
  context: ChildContext,
): Promise<ComputeResults[ComputeKind]> {
  switch (work.type) {
    case 'fine-tune':
      return handleFineTune(work, context);
    case 'replay':
      return handleReplay(work, context, models);
    case 'chat':
      return handleChat(work, context);
    case 'move':
      return handleMove(work, context);
    case 'evaluate':
      return handleEvaluate(work, context);
    case 'measure':
      return handleMeasure(work, context);
  }
}
