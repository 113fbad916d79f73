import type { FineTuneChecks } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { EarlierLook, SealedTournament } from '../plan/index.js';
import type { SeedVariance, SymmetryProcess } from '../stats/index.js';
import type { Contrast } from './contrast.js';
import type { Deviation, GameOfRecord, RunRecord } from './deviations.js';
import type { ManipulationCheck } from './manipulation-check.js';
import type { SecondOpinions } from './second-opinions.js';
import type { SequentialResult } from './sequential-result.js';
import type { FailedCheck, IdenticalWeights } from './validity-checks.js';

export type VerdictState =
  | 'no contrast' // a single arm
  | 'too few replicates' // the plan has fewer than alpha needs
  | 'too early' // the schedule is not yet complete
  | 'invalid'
  | 'inconclusive'
  | 'equivalent'
  | `${string} stronger`;

export interface ArmSummary extends ManipulationCheck {
  readonly arm: string;
  /** Mean Elo of the arm's children in use; null where one of them has no rating. */
  readonly meanElo: number | null;
  /** Spread between its seeds, from the matches of its children among themselves; null for fewer than three. */
  readonly seedVariance: SeedVariance | null;
}
/** The contrast of `shuffled-a` and `shuffled-b`, which differ in nothing but chance: it should show no difference. */
export interface Placebo extends Contrast {
  /** False where it shows one all the same, at alpha; null without a p. */
  readonly passed: boolean | null;
}
/** How alpha is spent over the looks at one question. */
export interface Spending {
  readonly look: number;
  /** Looks that the plan provides for; null for any number, as an e-process allows. */
  readonly looks: number | null;
  /** The level that this look decides at. */
  readonly alpha: number;
  readonly earlier: readonly EarlierLook[];
}
export interface Verdict {
  readonly state: VerdictState;
  /** What was to be found out, as planned. */
  readonly hypothesis: string;
  readonly contrast: Contrast | null;
  /** `stronger`, but by less than the plan's margin. */
  readonly withinMargin: boolean;
  /**
   * Mixed model and two-way cluster-robust errors on the matches between the two arms; null before the schedule's end
   * and after an early stop.
   */
  readonly secondOpinions: SecondOpinions | null;
  /** What may be said while the games are still coming in; null for a single arm. */
  readonly watch: SymmetryProcess | null;
  /** Null for a plan that is played to its end. */
  readonly sequential: SequentialResult | null;
  readonly spending: Spending;
  /** The plan's other contrasts, with Holm's p over the family; no p before the schedule's end. */
  readonly family: readonly (Contrast & { readonly adjusted: number | null })[];
  /** Null for a plan without both shuffled arms. */
  readonly placebo: Placebo | null;
  readonly arms: readonly ArmSummary[];
  /** Spread between seeds, all arms pooled. */
  readonly seedVariance: SeedVariance | null;
  readonly identicalWeights: IdenticalWeights | null;
  /** What makes the verdict invalid, also listed while there are too few replicates for any. */
  readonly failedChecks: readonly FailedCheck[];
  readonly deviations: readonly Deviation[];
  /** Replicates in use, and those that failed in some arm. */
  readonly replicates: {
    readonly used: readonly number[];
    readonly failed: readonly number[];
    readonly planned: number;
  };
  readonly complete: boolean;
  /** All of this in one plain sentence. */
  readonly line: string;
}

export interface Evidence {
  readonly plan: SealedTournament;
  /** Results by the game's number in the schedule; any order, gaps allowed. */
  readonly results: Iterable<GameOfRecord>;
  /** Checks of the fine-tunes that finished. */
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  /** Fine-tunes that failed for good: their replicate is left out in every arm. */
  readonly failed?: ReadonlySet<FineTuneKey>;
  /** What else is on record, to be compared with the plan. */
  readonly record?: RunRecord;
}
