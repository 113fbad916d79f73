import { type DavidsonMatch, drawWeightOf } from '../../rating/elo/index.js';
import type { Follows } from '../../spec/api/index.js';
import type { Analysis, FineTuneChecks, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import { analysisOf, levelOf, type SealedTournament } from '../plan/index.js';
import { type StandingsRow, standings } from '../standings/index.js';
import { type AnalysisSet, analysisSetOf } from './analysis-set.js';
import type { Evidence } from './verdict-types.js';

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

const NO_EARLIER_LOOKS: Follows = { look: 1, looks: [], planned: 0, contrasts: [] };

/** Selects the games that enter an analysis and rates the contestants from them. */
export function analysisContextOf({ plan, failed, checks, results }: Evidence): AnalysisContext {
  const analysis = analysisOf(plan.spec);
  const analysisSet = analysisSetOf({ plan, results, ...(failed ? { failed } : {}) }, analysis);
  const earlier = plan.follows ?? NO_EARLIER_LOOKS;
  const contestants = plan.contestants.filter(
    ({ replicate }) => replicate === null || analysisSet.usedReplicates.includes(replicate),
  );
  const { rows, drawRate, whiteAdvantage } = standings(contestants, analysisSet.games);
  return {
    plan,
    analysis,
    analysisSet,
    earlier,
    contestants,
    rows,
    drawRate: drawRate ?? 0,
    scale: { drawWeight: drawWeightOf(drawRate ?? 0), whiteAdvantage: whiteAdvantage ?? 0 },
    checks,
    alpha: levelOf(analysis, earlier.look),
  };
}
