/** Selection of a fine-tune's examples. Intermediate results are cached for the process's next fine-tune. */
import { type ArmRequest, heldOutAny, heldOutNeutral, heldOutOfArm, selectArm } from '../../dialogue/arms/index.js';
import { type DialogueExample, examplesOf, readConversations } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { addClassifierOpinions, readClassifier } from '../../dialogue/tone/index.js';
import type { FineTuneRecipe } from '../../spec/index.js';

const NEUTRAL_EXAMPLES = 256;
const DRIFT_EXAMPLES = 64;
const OWN_EXAMPLES = 128;

/** The last dataset read. */
let last: { dir: string; examples: DialogueExample[] } | undefined;

/** Loads all examples of a dialogue dataset. Throws FileError. */
export async function loadExamples(datasetDir: string): Promise<readonly DialogueExample[]> {
  if (last?.dir !== datasetDir) {
    const examples: DialogueExample[] = [];
    for await (const conversation of readConversations(datasetDir)) examples.push(...examplesOf(conversation));
    last = { dir: datasetDir, examples };
  }
  return last.examples;
}

/** The last examples with classifier opinions. */
let lastScored: { source: readonly DialogueExample[]; dir: string; examples: readonly DialogueExample[] } | undefined;

/**
 * Returns the examples that arms are selected from, with the opinions of a second scorer where the filter requires both
 * to agree; `classifierDir` is the folder of its dataset.
 */
export async function scoredExamples(
  examples: readonly DialogueExample[],
  classifierDir: string | undefined,
): Promise<readonly DialogueExample[]> {
  if (classifierDir === undefined) return examples;
  if (lastScored?.source !== examples || lastScored.dir !== classifierDir) {
    lastScored = {
      source: examples,
      dir: classifierDir,
      examples: addClassifierOpinions(examples, await readClassifier(classifierDir)),
    };
  }
  return lastScored.examples;
}

/** The selection criteria of the recipe's arm. */
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

/** The last fitting examples. */
let lastFit:
  | { source: readonly DialogueExample[]; base: string; maxTokens: number; fitting: readonly DialogueExample[] }
  | undefined;

/**
 * Returns the training examples whose reply fits the token limit. All pools consist of these, so that all arms get
 * equal numbers.
 */
export function fittingExamples(
  examples: readonly DialogueExample[],
  { base, settings: { maxTokens } }: FineTuneRecipe,
  tokenizer: Tokenizer,
): readonly DialogueExample[] {
  if (lastFit?.source !== examples || lastFit.base !== base || lastFit.maxTokens !== maxTokens) {
    // at least one token before the reply, and the end of the turn after it
    const fitting = examples.filter(
      ({ heldOut, reply }) => !heldOut && tokenizer.encode(reply).length + 2 <= maxTokens,
    );
    lastFit = { source: examples, base, maxTokens, fitting };
  }
  return lastFit.fitting;
}

/** Selects the replicate's examples from its arm's pool. Throws ArmError when the pool is too small. */
export const selectExamples = (fitting: readonly DialogueExample[], recipe: FineTuneRecipe): DialogueExample[] =>
  selectArm(fitting, armRequest(recipe));

/** Held-out dialogue, from which no child is trained. */
interface HeldOutExamples {
  /** Neutral replies, the same for every arm: measure damage to the chat. */
  readonly neutral: DialogueExample[];
  /** Replies of any kind, the same for every arm: measure drift. */
  readonly any: DialogueExample[];
  /** Replies of the arm's own kind: measure how well the treatment was learnt. */
  readonly own: DialogueExample[];
}

/**
 * Selects held-out examples. `scored` are the examples with the second scorer's opinions; these only affect the arm's
 * own kind, so that the other two sets are the same for every arm.
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
