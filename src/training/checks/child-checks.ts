/** Checks of a fine-tuned child: whether the treatment took, and what else it changed. */
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { sentiment } from '../../dialogue/vader/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { generateReplies } from '../../model/replies/index.js';
import { Z95 } from '../../rating/numerics/index.js';
import { type FineTuneChecks, randomFromHash, sha256Hex } from '../../spec/index.js';
import type { DriftMeter } from '../losses/index.js';
import { validateChat } from '../losses/index.js';
import { CHECK_PROMPTS } from './check-prompts.js';
import {
  comparePolicies,
  comparePoliciesByPhase,
  comparisonPositions,
  type PhasePositions,
  phasePositions,
} from './compare-policies.js';
import { loadShippedPuzzles, type OnlyMovePuzzle, shareSolved } from './only-move-puzzles.js';
import { compareRegret, policyRegret, type TemperatureRegret } from './policy-regret.js';
import { loadRegretPositions, type RegretPositions } from './regret-positions.js';
import { type NetworkTone, replyTone, toneOf } from './reply-tone.js';
import type { SelfPlayPosition } from './self-play.js';

/** Base and child use the same generators, so that differences are paired. */
const REPLIES_PER_PROMPT = 2;
const REPLY_DECODING = { temperature: 0.8, topK: 40, maxTokens: 24 } as const;
/** Prompts whose replies are stored as examples. */
const SAMPLES = 12;

/** What the checks need of the base; computed once for all of its children. */
interface BaseReference {
  /** Replies to the prompts, in the order of `replyToPrompts`. */
  readonly replies: readonly string[];
  /** Scores of those replies and of its language model; null where no second judge is installed. */
  readonly tone: NetworkTone | null;
  readonly positions: readonly SelfPlayPosition[];
  readonly phasePositions: PhasePositions;
  readonly puzzles: readonly OnlyMovePuzzle[];
  /** Share of the puzzles that the base solves; null where there are none. */
  readonly solved: number | null;
  /** Null where no set of positions is shipped. */
  readonly regret: { readonly set: RegretPositions; readonly base: readonly TemperatureRegret[] } | null;
}

/** The last reference, cached for the process's next fine-tune of the same base. */
let lastReference: { dir: string; value: BaseReference } | undefined;

/** Computes what the checks need of a base, or returns the cached result. `baseDir` identifies the base. */
export async function baseReference(baseDir: string, base: Network): Promise<BaseReference> {
  if (lastReference?.dir !== baseDir) {
    const puzzles = await loadShippedPuzzles();
    const replies = await replyToPrompts(base);
    const regretSet = await loadRegretPositions();
    const value = {
      replies,
      tone: await toneOf(base, replies),
      positions: await comparisonPositions(base),
      phasePositions: await phasePositions(base),
      puzzles,
      solved: await shareSolved(base, puzzles),
      regret: regretSet && { set: regretSet, base: await policyRegret(base, regretSet) },
    };
    lastReference = { dir: baseDir, value };
  }
  return lastReference.value;
}

const conversations = Array.from({ length: REPLIES_PER_PROMPT }, () => CHECK_PROMPTS.map((prompt) => [prompt])).flat();

/** Samples replies of a network to the check prompts: all prompts once, then all again. Always the same seeds. */
export async function replyToPrompts(network: Network): Promise<string[]> {
  const randoms = conversations.map((_, i) => randomFromHash(sha256Hex(`check reply/${i}`)));
  return generateReplies(network, conversations, { ...REPLY_DECODING, randoms });
}

/** A fine-tune whose training has ended. */
export interface FinishedTraining {
  /** The caller disposes of it. */
  readonly child: Network;
  /** Steps taken. */
  readonly steps: number;
  readonly stoppedBy: 'steps' | 'drift';
}

/** Arguments of `checkChild` beside the networks. */
interface CheckInputs {
  readonly reference: BaseReference;
  /** Held-out neutral dialogue; may be empty. */
  readonly neutral: readonly ChatSequence[];
  /** Held-out dialogue of the arm's own kind; may be empty. */
  readonly own: readonly ChatSequence[];
  readonly meter: DriftMeter;
}

/** Checks a child against its base. */
export async function checkChild(
  base: Network,
  { child, steps, stoppedBy }: FinishedTraining,
  { reference, neutral, own, meter }: CheckInputs,
): Promise<FineTuneChecks> {
  const replies = await replyToPrompts(child);
  const policies = await comparePolicies(base, child, reference.positions);
  const losses = async (sequences: readonly ChatSequence[]): Promise<{ child: number; base: number } | null> =>
    sequences.length === 0
      ? null
      : {
          child: await validateChat(child.config, child.parameters, sequences),
          base: await validateChat(base.config, base.parameters, sequences),
        };
  const neutralLosses = await losses(neutral);
  const solved = await shareSolved(child, reference.puzzles);
  return {
    replySentiment: pairedSentiment(replies, reference.replies),
    neutralPerplexity: neutralLosses && { child: Math.exp(neutralLosses.child), base: Math.exp(neutralLosses.base) },
    chessPolicyKl: policies.kl,
    chessPolicyKlByPhase: await comparePoliciesByPhase(base, child, reference.phasePositions),
    puzzles:
      solved === null || reference.solved === null
        ? null
        : { child: solved, base: reference.solved, count: reference.puzzles.length },
    policyRegret:
      reference.regret &&
      compareRegret(reference.regret.set, await policyRegret(child, reference.regret.set), reference.regret.base),
    dialogueKl: await meter.measure(child.config, child.parameters),
    chatLoss: await losses(own),
    stopped: { step: steps, by: stoppedBy },
    legalShare: policies.legalShare,
    tone: replyTone(await toneOf(child, replies), reference.tone),
    samples: CHECK_PROMPTS.slice(0, SAMPLES).map((prompt, i) => ({
      prompt,
      child: replies[i]!,
      base: reference.replies[i]!,
    })),
  };
}

/**
 * Mean VADER compound of the replies of both networks and of their paired difference, with the half-width of its 95 %
 * interval by the normal distribution (`error`; there are 128 paired replies).
 */
export function pairedSentiment(child: readonly string[], base: readonly string[]): FineTuneChecks['replySentiment'] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const childScores = child.map((reply) => sentiment(reply));
  const baseScores = base.map((reply) => sentiment(reply));
  const differences = childScores.map((score, i) => score - baseScores[i]!);
  const difference = mean(differences);
  const variance = differences.reduce((sum, d) => sum + (d - difference) ** 2, 0) / (differences.length - 1);
  return {
    child: mean(childScores),
    base: mean(baseScores),
    difference,
    error: Z95 * Math.sqrt(variance / differences.length),
  };
}
