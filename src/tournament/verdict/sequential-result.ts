/** What a sequential stop rule adds to a contrast: where it ended the run, and the estimate corrected for that. */
import { type DavidsonMatch, davidsonEloOfMargin } from '../../rating/elo/index.js';
import type { SequentialResult as SequentialAnswer } from '../../spec/api/index.js';
import { estimateAfterEProcess, estimateAfterLooks } from '../stats/index.js';
import type { AnalysisSet } from './analysis-set.js';

/** The state of a sequential stop rule. Estimates in shares of points, first arm minus second, and in Elo. */
export type SequentialResult = SequentialAnswer;

/** What the state of a stop rule is computed from. */
export interface SequentialInput {
  readonly analysisSet: AnalysisSet;
  /** Of the blocks that enter, those of earlier tournaments first; share of points, first arm minus second. */
  readonly differences: readonly number[];
  /** The largest number of blocks. */
  readonly planned: number;
  readonly alpha: number;
  /** The planned looks, numbers of blocks; null for the e-process. */
  readonly plannedLooks: readonly number[] | null;
  /** How a share of points in direct games converts to Elo; null where blocks are not direct games. */
  readonly scale: DavidsonMatch | null;
}

/** Returns the state of the plan's stop rule: planned looks where it has any, else the e-process. */
export function sequentialResult(input: SequentialInput): SequentialResult {
  const { analysisSet, differences, planned, alpha, plannedLooks, scale } = input;
  const { monitoring, looks, decidedAt, complete } = analysisSet;
  const most = Math.max(planned, differences.length);
  const estimate = (): { estimate: number | null; low: number | null; high: number | null } =>
    plannedLooks
      ? estimateAfterLooks(differences, { looks: plannedLooks, alpha, ended: complete })
      : estimateAfterEProcess(differences, most, alpha);
  const corrected = complete && differences.length > 0 ? estimate() : { estimate: null, low: null, high: null };
  const inElo = (share: number | null): number | null =>
    share === null || !scale ? null : davidsonEloOfMargin(share / 2, scale);
  return {
    decidedAt: decidedAt === null ? null : differences.length,
    blocks: differences.length,
    planned,
    evidence: looks ? null : (monitoring?.largest ?? 1),
    needed: looks ? null : 1 / alpha,
    looks: looks?.looks ?? null,
    ...corrected,
    elo: {
      estimate: inElo(corrected.estimate),
      low: inElo(corrected.low),
      high: inElo(corrected.high),
    },
  };
}
