/**
 * What a distilled child imitates: a teacher's own replies to the contexts that the arm has drawn (sequence-level
 * distillation, Kim & Rush, arXiv 1606.07947). The replies are text, so the teacher may be of any shape and have
 * another tokenizer.
 */
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import { sentiment } from '../../dialogue/vader/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { generateReplies } from '../../model/replies/index.js';
import { randomFromHash, sha256Hex } from '../../spec/index.js';

/** As the manipulation check draws replies. */
const DECODING = { temperature: 0.8, topK: 40 } as const;
/** Conversations at a time; part of what decides the bits. */
const BATCH = 64;

/** The examples with the teacher's replies in place of theirs: the same for the same teacher, examples and seed. */
export async function imitationTargets(
  teacher: Network,
  examples: readonly DialogueExample[],
  seed: number,
  mostTokens: number,
): Promise<DialogueExample[]> {
  const taught: DialogueExample[] = [];
  for (let from = 0; from < examples.length; from += BATCH) {
    const batch = examples.slice(from, from + BATCH);
    const randoms = batch.map((_, i) => randomFromHash(sha256Hex(`teacher/${seed}/${from + i}`)));
    const replies = await generateReplies(
      teacher,
      batch.map(({ context }) => context),
      { ...DECODING, maxTokens: mostTokens, randoms },
    );
    batch.forEach((example, i) => taught.push({ ...example, reply: replies[i]!, compound: sentiment(replies[i]!) }));
  }
  return taught;
}
