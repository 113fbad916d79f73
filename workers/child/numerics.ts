/**
 * The numerical side, loaded on purpose after the process can already hear its parent: importing TensorFlow takes
 * seconds.
 */

import { loadNetwork } from '../../src/model/checkpoint/index.js';
import { startBackend } from '../../src/model/kernels/index.js';
import type { ComputeKind, ComputeRequest, ComputeResults, PlayWork } from '../../src/spec/index.js';
import { handleChat } from './chat.js';
import { checkpointFolder } from './checkpoint-folder.js';
import type { ChildContext } from './context.js';
import { handleEvaluate } from './evaluate.js';
import { handleFineTune } from './fine-tune.js';
import { handleMove } from './move.js';
import { PlayRequest } from './play.js';
import { playNetworks } from './play-networks.js';
import { handleReplay } from './replay.js';

export { startBackend };
/** A play request with the networks of this process. */
export const playRequest = (work: PlayWork, context: ChildContext): PlayRequest =>
  new PlayRequest(work, context, playNetworks);

export { totalTensorCount as tensorsInMemory } from './play-networks.js';

export const loadNetworkByAddress = async (home: string, address: string) =>
  loadNetwork(await checkpointFolder(home, address));

export function handleWork(
  work: Exclude<ComputeRequest, { type: 'play' }>,
  context: ChildContext,
): Promise<ComputeResults[ComputeKind]> {
  switch (work.type) {
    case 'fine-tune':
      return handleFineTune(work, context);
    case 'replay':
      return handleReplay(work, context, playNetworks);
    case 'chat':
      return handleChat(work, context);
    case 'move':
      return handleMove(work, context);
    case 'judge':
      return handleEvaluate(work, context);
  }
}
