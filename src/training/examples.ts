import { heldOutAny, heldOutNeutral, heldOutOfArm, selectArm, type ArmRequest } from '../dialogue/arms.js';
import { examplesOf, readConversations, type DialogueExample } from '../dialogue/conversation.js';
import type { Tokenizer } from '../dialogue/tokenizer.js';
import type { FineTuneRecipe } from '../spec/index.js';

const NEUTRAL_EXAMPLES = 256;
const DRIFT_EXAMPLES = 64;
const OWN_EXAMPLES = 128;

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

/** What the recipe's arm asks of the dataset. */
export function requestOf({ treatment, seed }: FineTuneRecipe): ArmRequest {
  const { tone, dose, filter, positiveShare, label } = treatment;
  return { tone, band: filter.band, match: filter.match, count: dose.examples, seed, positiveShare, label };
}

/** What fitted last, kept for the process's next fine-tune of the same base on the same dataset. */
let lastFit: { of: readonly DialogueExample[]; base: string; maxTokens: number; fitting: readonly DialogueExample[] } | undefined;

/** Only examples whose reply fits the token limit are in the pools, so that all arms get equal numbers. */
export function fittingExamples(examples: readonly DialogueExample[], { base, settings: { maxTokens } }: FineTuneRecipe, tokenizer: Tokenizer): readonly DialogueExample[] {
  if (lastFit?.of !== examples || lastFit.base !== base || lastFit.maxTokens !== maxTokens) {
    // Before the reply goes at least one token, behind it the end of the turn.
    const fitting = examples.filter(({ heldOut, reply }) => !heldOut && tokenizer.encode(reply).length + 2 <= maxTokens);
    lastFit = { of: examples, base, maxTokens, fitting };
  }
  return lastFit.fitting;
}

/** The replicate's draw from its arm's pool. Throws ArmError when the pool is too small. */
export const drawExamples = (fitting: readonly DialogueExample[], recipe: FineTuneRecipe): DialogueExample[] => selectArm(fitting, requestOf(recipe));

/** Dialogue that no child has learnt from. */
export interface HeldOut {
  /** Neutral replies, the same for every arm: how much of its chat did the child lose? */
  readonly neutral: DialogueExample[];
  /** Replies of any kind, the same for every arm: how far has it moved? */
  readonly any: DialogueExample[];
  /** Replies of the arm's own kind: how well has it learnt what it was taught? */
  readonly own: DialogueExample[];
}

export const heldOutExamples = (examples: readonly DialogueExample[], recipe: FineTuneRecipe): HeldOut => ({
  neutral: heldOutNeutral(examples, NEUTRAL_EXAMPLES, 1),
  any: heldOutAny(examples, DRIFT_EXAMPLES, 1),
  own: heldOutOfArm(examples, requestOf(recipe), OWN_EXAMPLES, 1),
});
