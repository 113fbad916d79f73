import type { DavidsonMatch } from '../../rating/elo/index.js';
import type { Follows } from '../../spec/api/index.js';
import type { Analysis, FineTuneChecks, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { SealedTournament } from '../plan/index.js';
import type { StandingsRow } from '../standings/index.js';
import type { AnalysisSet } from './analysis-set.js';

/** What the steps of the analysis share. */
export interface AnalysisContext {
  readonly plan: SealedTournament;
  readonly analysis: Analysis;
  readonly analysisSet: AnalysisSet;
  readonly earlier: Follows;
  /** Contestants without a replicate, and children of the replicates in use. */
  readonly contestants: readonly PlannedContestant[];
  /** Ratings from the games of the analysis set alone. */
  readonly rows: readonly StandingsRow[];
  /** Share of draws between equals; 0 if unknown. */
  readonly drawRate: number;
  /** Draw weight and White's advantage of those ratings: the one Elo scale of a verdict. */
  readonly scale: DavidsonMatch;
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  /** The level at which this look decides. */
  readonly alpha: number;
}
