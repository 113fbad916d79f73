import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { sentiment } from '../../dialogue/vader/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { generateReplies } from '../../model/replies/index.js';
import { type FineTuneChecks, randomFromHash, sha256Hex } from '../../spec/index.js';
import type { DriftMeter } from '../losses/index.js';
import { validateChat } from '../losses/index.js';
import { comparePolicies, comparePoliciesByPhase, type PhasePositions, type Probe } from './board-probes.js';
import { CHECK_PROMPTS } from './check-prompts.js';
import { type OnlyMovePuzzle, shareSolved } from './only-move-puzzles.js';

/** Replies drawn for each prompt; the same generators for base and child, so that differences are paired. */
const REPLIES_PER_PROMPT = 2;
const REPLY_DECODING = { temperature: 0.8, topK: 40, maxTokens: 24 } as const;
const SAMPLES = 12;
/** Two-sided 95 % point of the normal distribution; there are 128 paired replies. */
const Z95 = 1.959964;

/** What the checks need of the base; made once for all its children. */
export interface BaseReference {
  readonly replies: readonly string[];
  readonly positions: readonly Probe[];
  readonly phasePositions: PhasePositions;
  readonly puzzles: readonly OnlyMovePuzzle[];
  /** What the base solves of them; null for none. */
  readonly solved: number | null;
}

const conversations = Array.from({ length: REPLIES_PER_PROMPT }, () => CHECK_PROMPTS.map((prompt) => [prompt])).flat();

export async function replyToPrompts(network: Network): Promise<string[]> {
  const randoms = conversations.map((_, i) => randomFromHash(sha256Hex(`check reply/${i}`)));
  return generateReplies(network, conversations, { ...REPLY_DECODING, randoms });
}

/** Held-out dialogue for the checks; each may be empty. */
export interface CheckDialogue {
  readonly neutral: readonly ChatSequence[];
  /** Replies of the arm's own kind. */
  readonly own: readonly ChatSequence[];
}

/** What the checks need of a fine-tune that has ended. */
export interface FinishedTraining {
  readonly child: Network;
  readonly steps: number;
  readonly stoppedBy: 'steps' | 'drift';
}

/** Did the treatment take, and what else did it change? */
export async function checkChild(
  base: Network,
  run: FinishedTraining,
  reference: BaseReference,
  dialogue: CheckDialogue,
  meter: DriftMeter,
): Promise<FineTuneChecks> {
  const { child } = run;
  const replies = await replyToPrompts(child);
  const board = await comparePolicies(base, child, reference.positions);
  const losses = async (sequences: readonly ChatSequence[]): Promise<{ child: number; base: number } | null> =>
    sequences.length === 0
      ? null
      : {
          child: await validateChat(child.config, child.parameters, sequences),
          base: await validateChat(base.config, base.parameters, sequences),
        };
  const neutral = await losses(dialogue.neutral);
  const solved = await shareSolved(child, reference.puzzles);
  return {
    replySentiment: pairedSentiment(replies, reference.replies),
    neutralPerplexity: neutral && { child: Math.exp(neutral.child), base: Math.exp(neutral.base) },
    chessPolicyKl: board.kl,
    chessPolicyKlByPhase: await comparePoliciesByPhase(base, child, reference.phasePositions),
    puzzles:
      solved === null || reference.solved === null
        ? null
        : { child: solved, base: reference.solved, count: reference.puzzles.length },
    dialogueKl: await meter.measure(child.config, child.parameters),
    chatLoss: await losses(dialogue.own),
    stopped: { step: run.steps, by: run.stoppedBy },
    legalShare: board.legalShare,
    samples: CHECK_PROMPTS.slice(0, SAMPLES).map((prompt, i) => ({
      prompt,
      child: replies[i]!,
      base: reference.replies[i]!,
    })),
  };
}

/** Mean VADER compound of both sides and of their paired difference, with the half-width of its 95 % interval. */
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
