import type { Network } from '../../model/checkpoint/index.js';
import type { PretrainedChat } from '../../model/decoder/index.js';
import { openModel, openScorer, openSource } from '../shell/index.js';
import type { Talker } from './chat-talk.js';

/** A model to rank replies by: its name, address or folder, and its weight. */
export interface BackwardChoice {
  readonly name: string;
  readonly weight: number;
}

/** Something to talk to, with the tensors of all its models. */
interface OpenTalker extends Talker {
  /** Replies that are drawn where the settings do not say; undefined for a source. */
  readonly bestOf?: number;
  dispose(): void;
}

/** Opens the checkpoint or source model in a folder, and the backward model that ranks its replies. */
export async function openTalker(
  dir: string,
  { isSource, backward }: { readonly isSource: boolean; readonly backward?: BackwardChoice | undefined },
): Promise<OpenTalker> {
  const ranking = backward && { model: await openScorer(backward.name), weight: backward.weight };
  const talker = isSource ? await openSource(dir) : await openModel(dir);
  const { usualBestOf } = await import('../../model/replies/index.js');
  return {
    reply: (turns, options) => talker.reply(turns, { ...options, ...(ranking ? { backward: ranking } : {}) }),
    ...(isNetwork(talker) ? { bestOf: usualBestOf(talker) } : {}),
    dispose: () => {
      talker.dispose();
      ranking?.model.dispose();
    },
  };
}

const isNetwork = (talker: Network | PretrainedChat): talker is Network => !('logProbabilities' in talker);
