import { selectArm, heldOutNeutral } from '../dialogue/arms.js';
import { examplesOf, readConversations, type DialogueExample } from '../dialogue/conversation.js';
import type { ChatSequence } from '../dialogue/pack.js';
import type { FineTuneRecipe } from '../spec/index.js';

const NEUTRAL_EXAMPLES = 256;
/** Well above the mean characters a token of ordinary text. */
const MAX_TOKEN_CHARACTERS = 8;

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
 * The replicate's draw from its arm's pool. Only examples that `pack` can hold are in the pools, so that all arms get
 * equal numbers. Throws ArmError when the pool is too small.
 */
export function selectSequences(examples: readonly DialogueExample[], recipe: FineTuneRecipe, pack: Pack): ChatSequence[] {
  const { tone, filter, dose } = recipe.treatment;
  const packed = new Map<DialogueExample, ChatSequence>();
  for (const example of examples) {
    // The pools are made of few words each; a reply this long in characters cannot fit, so it is not even tokenised.
    if (example.heldOut || example.reply.length > MAX_TOKEN_CHARACTERS * recipe.settings.maxTokens) continue;
    const sequence = pack(example);
    if (sequence) packed.set(example, sequence);
  }
  return selectArm([...packed.keys()], { tone, band: filter.band, count: dose.examples, seed: recipe.seed }).map((example) => packed.get(example)!);
}

/** Held-out exchanges with neutral replies, the same for every arm. */
export function neutralSequences(examples: readonly DialogueExample[], pack: Pack): ChatSequence[] {
  return heldOutNeutral(examples, NEUTRAL_EXAMPLES, 1).flatMap((example) => pack(example) ?? []);
}
