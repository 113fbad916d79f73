/** A plan, what it can show, and what follows from its results: schemas of contrasts, verdicts and treatment checks. */

export { Contrast, RegretSummary, SequentialResult } from './contrasts.js';
export {
  Cost,
  Follows,
  MatchPlan,
  PlanSeconds,
  PlanWarning,
  ReplicateDifference,
  SealedTournament,
  TournamentPlan,
  UsedRates,
} from './plans.js';
export {
  type DesignAtSpread,
  type PlanQuestion,
  Power,
  PowerQuery,
  type SchedulePower,
  type StopRulePower,
} from './power.js';
export { ArmDamage, SideEffects, TreatmentCheck } from './treatment.js';
export { ContrastRun, ReportVerdict, Verdict, type VerdictState } from './verdict.js';
