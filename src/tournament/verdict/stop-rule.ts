import type { FineTuneKey } from '../../vocabulary/index.js';
import type { SealedPlan } from '../plan/index.js';
import { analysisOf, isSequential, pairsTestOf } from '../plan/index.js';
import { analysisSetOf } from './analysis-set.js';
import type { GameOfRecord } from './deviations.js';
import { matchVerdict } from './match-verdict.js';

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
  readonly results: Iterable<GameOfRecord>;
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
  const { decidedAt, monitoring } = analysisSetOf({ plan, results, ...(failed ? { failed } : {}) }, analysis);
  if (decidedAt === null || !monitoring) return null;
  const [a, b] = analysis.primary as [string, string];
  return {
    rule: 'e-process',
    decidedAt,
    evidence: monitoring.largest,
    outcome: `${monitoring.state === 'first stronger' ? a : b} stronger`,
  };
}
