import type { FineTuneKey } from '../vocabulary/index.js';
import { analysisOf, isSequential, pairsTestOf } from './analysis.js';
import type { RecordedGame } from './deviations.js';
import { frameOf } from './frame.js';
import { matchVerdict } from './match-verdict.js';
import type { SealedPlan } from './plan.js';

export const hasStopRule = ({ kind, spec }: SealedPlan): boolean =>
  kind === 'tournament' ? isSequential(spec.analysis.stop) : isSequential(spec.stop);

/** Why a run ends before its schedule, as its last event tells. */
export interface StopDecision {
  readonly rule: 'e-process' | 'sprt';
  /** The block of the schedule, or the pair, after which the rule decided. */
  readonly decidedAt: number;
  /** The largest e-value, or the log-likelihood ratio, there. */
  readonly evidence: number;
  readonly outcome: string;
}

export interface StopEvidence {
  readonly plan: SealedPlan;
  readonly results: Iterable<RecordedGame>;
  readonly failed?: ReadonlySet<FineTuneKey>;
}

/**
 * Null while the plan's rule has not decided, and for a plan that is played to its end. Complete prefixes of the
 * schedule alone count.
 */
export function stopDecision({ plan, results, failed }: StopEvidence): StopDecision | null {
  if (!hasStopRule(plan)) return null;
  if (plan.kind === 'match') {
    if (!pairsTestOf(plan.spec.stop)) return null;
    const test = matchVerdict({ plan, results })?.test;
    return test?.decidedAt == null
      ? null
      : { rule: 'sprt', decidedAt: test.decidedAt, evidence: test.llr!, outcome: test.state };
  }
  const analysis = analysisOf(plan.spec);
  const { decidedAt, watch } = frameOf({ plan, results, ...(failed ? { failed } : {}) }, analysis);
  if (decidedAt === null || !watch) return null;
  const [a, b] = analysis.primary as [string, string];
  return {
    rule: 'e-process',
    decidedAt,
    evidence: watch.largest,
    outcome: `${watch.state === 'first stronger' ? a : b} stronger`,
  };
}
