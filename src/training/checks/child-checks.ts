/** Checks of a fine-tuned child: whether the treatment took, and what else it changed. */
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { sentiment } from '../../dialogue/vader/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { Z95 } from '../../rating/numerics/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import type { CheckPart } from '../../vocabulary/index.js';
import type { DriftMeter, FrozenTower } from '../losses/index.js';
import { validateChat } from '../losses/index.js';
import type { BaseReference, DatasetReference } from './base-reference.js';
import { CHECK_PROMPTS } from './check-prompts.js';
import { comparePolicies, comparePoliciesByPhase } from './compare-policies.js';
import { goldPreference } from './gold-preference.js';
import { shareSolved } from './only-move-puzzles.js';
import { compareRegret, policyRegret } from './policy-regret.js';
import { replyToPrompts } from './reply-to-prompts.js';
import { replyTone, toneOf } from './reply-tone.js';
import { withSharedSquares } from './shared-squares.js';
import { withSharedTower } from './shared-tower.js';

/** Prompts whose replies are stored as examples. */
const SAMPLES = 12;

/** A fine-tune whose training has ended. */
export interface FinishedTraining {
  /** The caller disposes of it. */
  readonly child: Network;
  /** Steps taken. */
  readonly steps: number;
  readonly stoppedBy: 'steps' | 'drift';
}

/** Arguments of `checkChild` beside the training. */
interface CheckInputs {
  readonly reference: BaseReference;
  readonly dataset: DatasetReference;
  readonly meter: DriftMeter;
  /** Of held-out dialogue, below the layers in which child and base differ; undefined where they differ in all. */
  readonly frozen: FrozenTower | undefined;
  /** Called before each part is measured; what it throws ends the checks. */
  readonly onPart: (part: CheckPart) => void;
}

/** Checks a child against its base. */
export async function checkChild(
  { child, steps, stoppedBy }: FinishedTraining,
  { reference, dataset, meter, frozen, onPart }: CheckInputs,
): Promise<FineTuneChecks> {
  onPart('replies');
  const replies = await replyToPrompts(child);
  const tone = await toneOf(replies, await goldPreference(child, frozen ? { frozen } : {}));
  onPart('chat');
  const loss = (sequences: readonly ChatSequence[]) => validateChat(child.config, child.parameters, sequences, frozen);
  const { neutral, own } = dataset;
  const neutralLoss = neutral.length === 0 ? null : await loss(neutral);
  const ownLoss = own.length === 0 ? null : await loss(own);
  const dialogueKl = await meter.measure(child.config, child.parameters);
  const { policies, byPhase, solved, regret } = await checkBoards(child, reference, onPart);
  return {
    replySentiment: pairedSentiment(replies, reference.replies),
    neutralPerplexity:
      neutralLoss === null ? null : { child: Math.exp(neutralLoss), base: Math.exp(dataset.loss.neutral) },
    chessPolicyKl: policies.kl,
    chessPolicyKlByPhase: byPhase,
    puzzles:
      solved === null || reference.solved === null
        ? null
        : { child: solved, base: reference.solved, count: reference.puzzles.list.length },
    policyRegret: regret && reference.regret && compareRegret(reference.regret.set, regret, reference.regret.base),
    dialogueKl,
    chatLoss: ownLoss === null ? null : { child: ownLoss, base: dataset.loss.own },
    stopped: { step: steps, by: stoppedBy },
    legalShare: policies.legalShare,
    tone: replyTone(tone, reference.tone),
    samples: CHECK_PROMPTS.slice(0, SAMPLES).map((prompt, i) => ({
      prompt,
      child: replies[i]!,
      base: reference.replies[i]!,
    })),
  };
}

/** The parts `board` and `regret`; null for what the base has no reference of. */
async function checkBoards(child: Network, reference: BaseReference, onPart: CheckInputs['onPart']) {
  onPart('board');
  const boards = await withSharedTower(child);
  const policies = await comparePolicies(reference.probes, boards);
  const byPhase = await comparePoliciesByPhase(reference.phases, boards);
  const squares = await withSharedSquares(child);
  try {
    const solved = await shareSolved(squares, reference.puzzles.list);
    onPart('regret');
    const regret = reference.regret && (await policyRegret(squares, reference.regret.set));
    return { policies, byPhase, solved, regret };
  } finally {
    await squares.close();
  }
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
