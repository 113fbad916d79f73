import type { Result } from '../../vocabulary/index.js';
import { failedReplicates, scheduleOf } from '../plan/index.js';
import type { SequenceStep } from '../stats/index.js';
import { completePrefix } from './complete-prefix.js';
import { symmetrySequenceOf } from './second-opinions.js';
import type { Evidence } from './verdict-types.js';

/** The primary contrast as it developed: one step for each complete block, in the order of the schedule. */
export interface ContrastPath {
  readonly arms: readonly [string, string];
  readonly alpha: number;
  /** Blocks that the plan has. */
  readonly planned: number;
  readonly steps: readonly SequenceStep[];
}

/** Null for a plan without a contrast. Blocks enter exactly as in the verdict's watch. */
export function contrastPath({ plan, results, failed = new Set() }: Omit<Evidence, 'checks'>): ContrastPath | null {
  const { analysis, replicates } = plan.spec;
  const arms = analysis.primary as [string, string] | null;
  if (!arms) return null;
  const { replicates: lost, children: excluded } = failedReplicates(plan.contestants, failed);
  const byNumber = new Map<number, Result>();
  for (const { number, result } of results) byNumber.set(number, result);
  const prefix = completePrefix(scheduleOf(plan), byNumber, excluded);
  const blocks = prefix.blocks.filter((block) => !lost.has(block));
  const seated = plan.contestants.filter(({ replicate }) => replicate === null || blocks.includes(replicate));
  return {
    arms,
    alpha: analysis.alpha,
    planned: replicates.length,
    steps: symmetrySequenceOf({ seated, games: prefix.games, arms, blocks }, analysis.alpha),
  };
}
