import type { FineTuneKey } from '../../vocabulary/index.js';
import type { SealedPlan } from '../plan/index.js';
import { analysisOf, isSequential, pairSprtOf } from '../plan/index.js';
import { analysisSetOf } from './analysis-set.js';
import type { GameOfRecord } from './deviations.js';
import { matchVerdict } from './match-verdict.js';

/** Whether the plan's stop rule may end the run before its schedule. */
const hasStopRule = ({ kind, spec }: SealedPlan): boolean =>
  kind === 'tournament' ? isSequential(spec.analysis.stop) : isSequential(spec.stop);

/** Why a run ends before its schedule; stored in its last event. */
export interface StopDecision {
  readonly rule: 'e-process' | 'sprt';
  /** The block of the schedule (`e-process`) or the pair (`sprt`) after which the rule decided. */
  readonly decidedAt: number;
  /** The largest e-value, or the log-likelihood ratio, at that point. */
  readonly evidence: number;
  /** `<arm> stronger` for arms; `accepted` or `rejected` for a match. */
  readonly outcome: string;
}

/** What a stop rule decides from. */
export interface StopEvidence {
  readonly plan: SealedPlan;
  readonly results: Iterable<GameOfRecord>;
  readonly failed?: ReadonlySet<FineTuneKey>;
}

/**
 * Returns the decision of the plan's stop rule; null if it has not decided or the plan has none. Only complete prefixes
 * of the schedule count.
 */
export function stopDecision({ plan, results, failed }: StopEvidence): StopDecision | null {
  if (!hasStopRule(plan)) return null;
  if (plan.kind === 'match') {
    if (!pairSprtOf(plan.spec.stop)) return null;
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
