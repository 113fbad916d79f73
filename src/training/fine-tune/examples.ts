import { type ArmRequest, heldOutAny, heldOutNeutral, heldOutOfArm, selectArm } from '../../dialogue/arms/index.js';
import { type DialogueExample, examplesOf, readConversations } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { addClassifierOpinions, readClassifier } from '../../dialogue/tone/index.js';
import type { FineTuneRecipe } from '../../spec/index.js';

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

/** The last second opinions, kept for the process's next fine-tune with the same filter. */
let lastScored: { of: readonly DialogueExample[]; dir: string; examples: readonly DialogueExample[] } | undefined;

/** The examples that arms are drawn from: with second opinions where the filter wants the scorers to agree. */
export async function scoredExamples(
  examples: readonly DialogueExample[],
  classifierDir: string | undefined,
): Promise<readonly DialogueExample[]> {
  if (classifierDir === undefined) return examples;
  if (lastScored?.of !== examples || lastScored.dir !== classifierDir) {
    lastScored = {
      of: examples,
      dir: classifierDir,
      examples: addClassifierOpinions(examples, await readClassifier(classifierDir)),
    };
  }
  return lastScored.examples;
}

/** What the recipe's arm asks of the dataset. */
export function armRequest({ treatment, seed }: FineTuneRecipe): ArmRequest {
  const { tone, dose, filter, positiveShare, label } = treatment;
  return {
    tone,
    band: filter.band,
    match: filter.match,
    count: dose.examples,
    seed,
    positiveShare,
    label,
    agreement: filter.agreement !== undefined,
  };
}

/** What fitted last, kept for the process's next fine-tune of the same base on the same dataset. */
let lastFit:
  | { of: readonly DialogueExample[]; base: string; maxTokens: number; fitting: readonly DialogueExample[] }
  | undefined;

/** Only examples whose reply fits the token limit are in the pools, so that all arms get equal numbers. */
export function fittingExamples(
  examples: readonly DialogueExample[],
  { base, settings: { maxTokens } }: FineTuneRecipe,
  tokenizer: Tokenizer,
): readonly DialogueExample[] {
  if (lastFit?.of !== examples || lastFit.base !== base || lastFit.maxTokens !== maxTokens) {
    // Before the reply goes at least one token, behind it the end of the turn.
    const fitting = examples.filter(
      ({ heldOut, reply }) => !heldOut && tokenizer.encode(reply).length + 2 <= maxTokens,
    );
    lastFit = { of: examples, base, maxTokens, fitting };
  }
  return lastFit.fitting;
}

/** The replicate's draw from its arm's pool. Throws ArmError when the pool is too small. */
export const selectExamples = (fitting: readonly DialogueExample[], recipe: FineTuneRecipe): DialogueExample[] =>
  selectArm(fitting, armRequest(recipe));

/** Dialogue that no child has learnt from. */
export interface HeldOutExamples {
  /** Neutral replies, the same for every arm: how much of its chat did the child lose? */
  readonly neutral: DialogueExample[];
  /** Replies of any kind, the same for every arm: how far has it moved? */
  readonly any: DialogueExample[];
  /** Replies of the arm's own kind: how well has it learnt what it was taught? */
  readonly own: DialogueExample[];
}

/**
 * `scored` has the second opinions, which decide on the arm's own kind alone: the yardsticks are the same for every
 * arm.
 */
export const heldOutExamples = (
  examples: readonly DialogueExample[],
  scored: readonly DialogueExample[],
  recipe: FineTuneRecipe,
): HeldOutExamples => ({
  neutral: heldOutNeutral(examples, NEUTRAL_EXAMPLES, 1),
  any: heldOutAny(examples, DRIFT_EXAMPLES, 1),
  own: heldOutOfArm(scored, armRequest(recipe), OWN_EXAMPLES, 1),
});
