import type { Network } from '../../model/checkpoint/index.js';
import { generateReplies } from '../../model/replies/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { CHECK_PROMPTS } from './check-prompts.js';

/** Base and child use the same generators, so that differences are paired. */
export const REPLIES_PER_PROMPT = 2;
/** How the check prompts are answered. */
export const REPLY_DECODING = { temperature: 0.8, topK: 40, maxTokens: 24 } as const;

const conversations = Array.from({ length: REPLIES_PER_PROMPT }, () => CHECK_PROMPTS.map((prompt) => [prompt])).flat();

/** Samples replies of a network to the check prompts: all prompts once, then all again. Always the same seeds. */
export async function replyToPrompts(network: Network): Promise<string[]> {
  const randoms = conversations.map((_, i) => randomFromHash(sha256Hex(`check reply/${i}`)));
  return generateReplies(network, conversations, { ...REPLY_DECODING, randoms });
}
