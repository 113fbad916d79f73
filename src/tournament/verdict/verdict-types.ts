/** What a verdict is made from, and what it says. */
import type { FineTuneChecks } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { EarlierLook, SealedTournament } from '../plan/index.js';
import type { SeedVariance, SymmetryProcess } from '../stats/index.js';
import type { Contrast, SequentialResult } from './contrast.js';
import type { Deviation, GameOfRecord, RunRecord } from './deviations.js';
import type { SecondOpinions } from './second-opinions.js';
import type { FailedCheck, IdenticalWeights, ManipulationCheck } from './validity-checks.js';

/** The conclusion. `equivalent` is within the plan's margin; the last names the stronger arm. */
export type VerdictState =
  | 'no contrast' // a single arm
  | 'too few replicates' // fewer than alpha needs
  | 'too early' // the schedule is not yet complete
  | 'invalid' // a validity check failed
  | 'inconclusive'
  | 'equivalent'
  | `${string} stronger`;

/** One arm's children: effect of fine-tuning, strength, spread. */
export interface ArmSummary extends ManipulationCheck {
  readonly arm: string;
  /** Mean Elo of the arm's children in use; null if one of them has no rating. */
  readonly meanElo: number | null;
  /** Spread between seeds, from the matches among the arm's children; null for fewer than three. */
  readonly seedVariance: SeedVariance | null;
}
/** The contrast of `shuffled-a` and `shuffled-b`, which differ by chance alone: it should show no difference. */
export interface Placebo extends Contrast {
  /** False if it shows a difference at alpha; null without a p. */
  readonly passed: boolean | null;
}
/** How alpha is spent over the looks at one question. */
export interface Spending {
  /** Which look this verdict is, from 1. */
  readonly look: number;
  /** Number of looks that the plan provides for; null for any number, as an e-process allows. */
  readonly looks: number | null;
  /** The level at which this look decides. */
  readonly alpha: number;
  readonly earlier: readonly EarlierLook[];
}
/** The planned analysis applied to the results so far. */
export interface Verdict {
  readonly state: VerdictState;
  /** As declared in the plan. */
  readonly hypothesis: string;
  /** The primary contrast; null for a single arm. */
  readonly contrast: Contrast | null;
  /** Whether the state is `... stronger`, but by less than the plan's margin. */
  readonly withinMargin: boolean;
  /**
   * Mixed model and two-way cluster-robust errors on the matches between the two arms; null before the schedule's end
   * and after an early stop.
   */
  readonly secondOpinions: SecondOpinions | null;
  /** The e-process, valid at any time while the tournament runs; null for a single arm. */
  readonly watch: SymmetryProcess | null;
  /** The state of the stop rule; null for a plan without one. */
  readonly sequential: SequentialResult | null;
  readonly spending: Spending;
  /** The plan's other contrasts, with Holm's p over the family; without p before the schedule's end. */
  readonly family: readonly (Contrast & { readonly adjusted: number | null })[];
  /** Null for a plan without both shuffled arms. */
  readonly placebo: Placebo | null;
  readonly arms: readonly ArmSummary[];
  /** Spread between seeds, all arms pooled. */
  readonly seedVariance: SeedVariance | null;
  readonly identicalWeights: IdenticalWeights | null;
  /** What makes the verdict invalid; also listed while there are too few replicates for a verdict. */
  readonly failedChecks: readonly FailedCheck[];
  readonly deviations: readonly Deviation[];
  /** Ordinals of the replicates in use and of those that failed in some arm; number planned. */
  readonly replicates: {
    readonly used: readonly number[];
    readonly failed: readonly number[];
    readonly planned: number;
  };
  /** Whether the schedule is played or the stop rule has ended it. */
  readonly complete: boolean;
  /** The verdict as one sentence. */
  readonly line: string;
}

/** What a verdict is made from. */
export interface Evidence {
  readonly plan: SealedTournament;
  /** In any order; gaps are allowed. */
  readonly results: Iterable<GameOfRecord>;
  /** Checks of the finished fine-tunes. */
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  /** Fine-tunes that failed permanently: their replicate is left out in every arm. */
  readonly failed?: ReadonlySet<FineTuneKey>;
  /** What else is on record, for comparison with the plan. */
  readonly record?: RunRecord;
}
