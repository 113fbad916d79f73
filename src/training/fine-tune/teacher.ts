/**
 * Sequence-level distillation (Kim & Rush, arXiv 1606.07947): the child imitates a teacher's replies to the contexts of
 * the arm's examples. The replies are text, so the teacher may have any shape and another tokenizer.
 */
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import { sentiment } from '../../dialogue/vader/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { generateReplies } from '../../model/replies/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';

/** As in the manipulation check. */
const DECODING = { temperature: 0.8, topK: 40 } as const;
/** Conversations at a time. The replies depend on it to the bit. */
const BATCH = 64;

/**
 * Returns the examples with the teacher's replies instead of their own, the same for the same teacher, examples and
 * seed. `maxTokens` limits a reply, in the teacher's tokens.
 */
export async function imitationTargets(
  teacher: Network,
  examples: readonly DialogueExample[],
  seed: number,
  maxTokens: number,
): Promise<DialogueExample[]> {
  const targets: DialogueExample[] = [];
  for (let from = 0; from < examples.length; from += BATCH) {
    const batch = examples.slice(from, from + BATCH);
    const randoms = batch.map((_, i) => randomFromHash(sha256Hex(`teacher/${seed}/${from + i}`)));
    const replies = await generateReplies(
      teacher,
      batch.map(({ context }) => context),
      { ...DECODING, maxTokens, randoms },
    );
    batch.forEach((example, i) => targets.push({ ...example, reply: replies[i]!, compound: sentiment(replies[i]!) }));
  }
  return targets;
}
