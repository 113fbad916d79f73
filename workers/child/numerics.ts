/**
 * The numerical side, loaded on purpose after the process can already hear its parent: importing TensorFlow takes
 * seconds.
 */

import { startBackend } from '../../src/model/backend.js';
import { loadNetwork } from '../../src/model/checkpoint.js';
import type { ComputeKind, ComputeRequest, ComputeResults, PlayWork } from '../../src/spec/child-messages.js';
import { handleChat } from './chat.js';
import type { ChildContext } from './context.js';
import { findCheckpoint } from './find-checkpoint.js';
import { handleFineTune } from './fine-tune.js';
import { handleJudge } from './judge.js';
import { handleMove } from './move.js';
import { PlayRequest } from './play.js';
import { playNetworks } from './play-networks.js';
import { handleReplay } from './replay.js';

export { startBackend };
/** A play request with the networks of this process. */
export const playRequest = (work: PlayWork, context: ChildContext): PlayRequest =>
  new PlayRequest(work, context, playNetworks);

export { tensorsHeld as tensorsInMemory } from './play-networks.js';

export const loadByAddress = async (home: string, address: string) => loadNetwork(await findCheckpoint(home, address));

export function handle(
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
      return handleJudge(work, context);
  }
}
