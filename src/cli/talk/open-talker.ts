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

/** Opens the checkpoint or source model in a folder, and the backward model that ranks a source's replies. */
export async function openTalker(
  dir: string,
  { isSource, backward }: { readonly isSource: boolean; readonly backward?: BackwardChoice | undefined },
): Promise<OpenTalker> {
  if (!isSource) {
    const [network, { usualBestOf }] = await Promise.all([openModel(dir), import('../../model/replies/index.js')]);
    return {
      reply: (turns, options) => network.reply(turns, options),
      bestOf: usualBestOf(network),
      dispose: () => network.dispose(),
    };
  }
  const chat = await openSource(dir);
  if (!backward) return chat;
  const model = await openScorer(backward.name);
  const { weight } = backward;
  return {
    reply: (turns, options) => chat.reply(turns, { ...options, backward: { model, weight } }),
    dispose: () => {
      chat.dispose();
      model.dispose();
    },
  };
}
