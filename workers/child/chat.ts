import type { ChatWork, ComputeResults } from '../../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../../src/spec/index.js';
import type { ChildContext } from './context.js';

export function handleChat(work: ChatWork, { networks }: ChildContext): Promise<ComputeResults['chat']> {
  const { home, checkpoint, turns, decoding, seed } = work;
  return networks.use(home, checkpoint, async (network) => {
    const random = randomFromHash(sha256Hex(`chat/${seed}`));
    return { reply: await network.reply(turns, { ...decoding, random }) };
  });
}
