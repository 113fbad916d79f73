/** How two arms differ, replicate by replicate, and what a sequential stop rule adds to that. */
import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/numerics/index.js';
import type { Contrast as ContrastAnswer, ReplicateDifference } from '../../spec/api/index.js';
import type { StandingsRow } from '../standings/index.js';
import { equivalenceOf, estimateAfterEProcess, signFlipInterval, symmetryProcess } from '../stats/index.js';
import type { AnalysisSet } from './analysis-set.js';

/** An arm contrast with the replicate as its unit. Arms are paired: replicate r of both was made with the same seed. */
export type Contrast = ContrastAnswer;

type RatedRow = Pick<StandingsRow, 'arm' | 'replicate' | 'elo' | 'score' | 'group'>;

/**
 * Returns the first arm minus the second in each of `replicates`, which are complete and failed in no arm. `rows` are
 * the standings, `blocks` the differences within each block.
 */
export function differencesByReplicate(
  rows: readonly RatedRow[],
  arms: readonly string[],
  replicates: readonly number[],
  blocks: ReadonlyMap<number, number>,
): ReplicateDifference[] {
  return replicates.flatMap((replicate): ReplicateDifference[] => {
    const [a, b] = arms.map((arm) => rows.find((row) => row.arm === arm && row.replicate === replicate));
    if (a?.score == null || b?.score == null) return [];
    const rated = a.elo !== null && b.elo !== null && a.group === 0 && b.group === 0;
    return [
      { replicate, elo: rated ? a.elo - b.elo : null, score: a.score - b.score, block: blocks.get(replicate) ?? null },
    ];
  });
}

/**
 * Makes a contrast from the differences by replicate, with the test that the plan declares at level `alpha`. Sources:
 * stats/replicate-inference.ts, stats/e-process.ts.
 */
export function contrastOf(
  arms: readonly [string, string],
  byReplicate: readonly ReplicateDifference[],
  alpha: number,
  test: Contrast['test'],
): Contrast {
  const scale = byReplicate.every(({ elo }) => elo !== null) ? 'elo' : 'score';
  const differences = byReplicate.map((one) => ({ ...one, difference: one[scale]! }));
  const values = differences.map(({ difference }) => difference);
  const needed = replicatesNeeded(alpha);
  const enough = values.length >= needed;
  const common = {
    arms,
    scale,
    differences,
    mean: meanInterval(values)?.mean ?? null,
    confidence: 1 - alpha,
    test,
    needed: enough ? null : needed,
  } as const;
  if (test === 'e-process') {
    const blocks = byReplicate.flatMap(({ block }) => block ?? []);
    return { ...common, low: null, high: null, interval: null, p: enough ? symmetryProcess(blocks, alpha).p : null };
  }
  const exact = signFlipInterval(values, alpha);
  const interval = exact ?? meanInterval(values, 1 - alpha);
  return {
    ...common,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    interval: exact ? 'sign flips' : interval?.low == null ? null : 'student',
    p: enough ? signFlipTest(values).p : null,
  };
}

/** Whether two one-sided t tests at alpha place the contrast within ±margin, Elo; never on the scale of scores. */
export function isEquivalent({ scale, differences }: Contrast, margin: number, alpha: number): boolean {
  const equivalence = equivalenceOf(
    differences.map(({ difference }) => difference),
    margin,
  );
  return scale === 'elo' && equivalence !== null && equivalence.p <= alpha;
}

/** The state of a sequential stop rule. Units are shares of points, first arm minus second, within blocks. */
export interface SequentialResult {
  /**
   * The block after which the rule ended the tournament, counted over this one and those it extends; null if it has
   * not.
   */
  readonly decidedAt: number | null;
  /** Blocks that entered, and that could enter at most. */
  readonly blocks: number;
  readonly planned: number;
  /** The largest e-value so far, and the one that decides: 1 / alpha. */
  readonly evidence: number;
  readonly needed: number;
  /** Median-unbiased after the stop, with limits that hold whatever stopped the run; null while the run goes on. */
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `differences` are those of the blocks that enter, earlier tournaments first; `planned` is their largest number. */
export function sequentialResult(
  { monitoring, decidedAt, complete }: AnalysisSet,
  differences: readonly number[],
  planned: number,
  alpha: number,
): SequentialResult {
  const corrected =
    complete && differences.length > 0
      ? estimateAfterEProcess(differences, Math.max(planned, differences.length), alpha)
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
