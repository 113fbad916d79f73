import type { ContrastRun as ContrastAnswer } from '../../spec/api/index.js';
import { symmetryConfidenceSequence } from '../stats/index.js';
import { contrastByBlock } from './analysis-set.js';
import { completeBlocks } from './complete-blocks.js';
import type { Evidence } from './verdict-types.js';

/** The primary contrast as it developed: one step for each complete block, in the order of the schedule. */
export type ContrastPath = NonNullable<ContrastAnswer['run']>;

/**
 * Returns the primary contrast block by block with a confidence sequence; null for a plan without a contrast. Blocks
 * enter exactly as in the verdict's monitoring.
 */
export function contrastPath(evidence: Omit<Evidence, 'checks'>): ContrastPath | null {
  const { plan } = evidence;
  const { primary, alpha } = plan.spec.analysis;
  if (!primary) return null;
  const arms = primary as [string, string];
  const { prefix, usable } = completeBlocks(evidence);
  const differences = contrastByBlock(plan, prefix.games, arms, usable);
  return {
    arms,
    alpha,
    planned: plan.spec.replicates.length,
    steps: symmetryConfidenceSequence([...differences.values()], alpha),
  };
}
