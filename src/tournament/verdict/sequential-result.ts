import { afterStop } from '../stats/index.js';
import type { AnalysisSet } from './analysis-set.js';

/** What a sequential stop rule found. Units are shares of points, first arm minus second, within blocks. */
export interface SequentialResult {
  /**
   * The block after which it ended the tournament, counted over this one and those it follows; null while it has not.
   */
  readonly decidedAt: number | null;
  /** Blocks looked at, and that there could have been. */
  readonly blocks: number;
  readonly planned: number;
  /** The largest e-value so far, and the one that decides: 1 / alpha. */
  readonly evidence: number;
  readonly needed: number;
  /** Median-unbiased after the stop, with ends that hold whatever made the run stop; null while it goes on. */
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `differences` are those of the blocks that enter, earlier tournaments first. */
export function sequentialResult(
  frame: AnalysisSet,
  differences: readonly number[],
  planned: number,
  alpha: number,
): SequentialResult {
  const { monitoring, decidedAt, complete } = frame;
  const corrected =
    complete && differences.length > 0
      ? afterStop(differences, Math.max(planned, differences.length), alpha)
      : { estimate: null, low: null, high: null };
  return {
    decidedAt: decidedAt === null ? null : differences.length,
    blocks: differences.length,
    planned,
    evidence: monitoring?.largest ?? 1,
    needed: 1 / alpha,
    ...corrected,
  };
}
