import type { ReportVerdict } from '../../spec/api/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { SealedTournament } from '../plan/index.js';
import type { GameOfRecord, RunRecord } from './deviations.js';

/** The planned analysis applied to the results so far. */
export type Verdict = ReportVerdict;
/** One arm's children: effect of fine-tuning, strength, spread. */
export type ArmSummary = Verdict['arms'][number];
/** The contrast of `shuffled-a` and `shuffled-b`, which differ in nothing but chance: it should show no difference. */
export type Placebo = NonNullable<Verdict['placebo']>;

/** How alpha is spent over the looks at one question. */
export type Spending = Verdict['spending'];

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
