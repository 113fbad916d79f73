import { selectArm, heldOutNeutral } from '../dialogue/arms.js';
import { examplesOf, readConversations, type DialogueExample } from '../dialogue/conversation.js';
import type { ChatSequence } from '../dialogue/pack.js';
import type { Tokenizer } from '../dialogue/tokenizer.js';
import type { FineTuneRecipe } from '../spec/index.js';

const NEUTRAL_EXAMPLES = 256;

/** The last dataset read, kept for the process's next fine-tune on it. */
let last: { dir: string; examples: DialogueExample[] } | undefined;

export async function loadExamples(datasetDir: string): Promise<readonly DialogueExample[]> {
  if (last?.dir !== datasetDir) {
    const examples: DialogueExample[] = [];
    for await (const conversation of readConversations(datasetDir)) examples.push(...examplesOf(conversation));
    last = { dir: datasetDir, examples };
  }
  return last.examples;
}

type Pack = (example: DialogueExample) => ChatSequence | undefined;

/**
 * The replicate's draw from its arm's pool. Only examples whose reply fits the token limit are in the pools, so that all
 * arms get equal numbers. Throws ArmError when the pool is too small.
 */
export function selectSequences(examples: readonly DialogueExample[], recipe: FineTuneRecipe, tokenizer: Tokenizer, pack: Pack): ChatSequence[] {
  const { treatment, settings, seed } = recipe;
  // Before the reply goes at least one token, behind it the end of the turn.
  const fitting = examples.filter(({ heldOut, reply }) => !heldOut && tokenizer.encode(reply).length + 2 <= settings.maxTokens);
  const chosen = selectArm(fitting, { tone: treatment.tone, band: treatment.filter.band, count: treatment.dose.examples, seed });
  return chosen.flatMap((example) => pack(example) ?? []);
}

/** Held-out exchanges with neutral replies, the same for every arm. */
export function neutralSequences(examples: readonly DialogueExample[], pack: Pack): ChatSequence[] {
  return heldOutNeutral(examples, NEUTRAL_EXAMPLES, 1).flatMap((example) => pack(example) ?? []);
}
