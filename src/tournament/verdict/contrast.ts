/** How two arms differ, replicate by replicate. */
import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/numerics/index.js';
import type { Contrast as ContrastAnswer, ReplicateDifference } from '../../spec/api/index.js';
import type { StandingsRow } from '../standings/index.js';
import {
  equivalenceOf,
  type SequentialSignFlips,
  signFlipInterval,
  spreadInterval,
  symmetryProcess,
} from '../stats/index.js';

/** An arm contrast with the replicate as its unit. Arms are paired: replicate r of both was made with the same seed. */
export type Contrast = ContrastAnswer;

type RatedRow = Pick<StandingsRow, 'arm' | 'replicate' | 'elo' | 'score' | 'group'>;

/**
 * Returns the first arm's ratings minus the second's in each of `replicates`, which are complete and failed in no arm:
 * the unit of a round-robin. `rows` are the standings, `blocks` the differences within each block.
 */
export function ratingDifferences(
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

/** What decides about a contrast, and at which level. */
export interface ContrastRule {
  readonly alpha: number;
  readonly test: Contrast['test'];
  /** The planned looks taken so far, for `sequential sign flips`. */
  readonly looks?: SequentialSignFlips | null;
}

/**
 * Makes a contrast of games from the differences by replicate. Elo where all of them are finite, else shares of points.
 * Sources: rating/numerics/sign-flip.ts, stats/e-process.ts.
 */
export function contrastOf(
  arms: readonly [string, string],
  byReplicate: readonly ReplicateDifference[],
  rule: ContrastRule,
): Contrast {
  const scale = byReplicate.every(({ elo }) => elo !== null) ? 'elo' : 'score';
  const differences = byReplicate.map((one) => ({ ...one, difference: one[scale]! }));
  const errors = byReplicate.flatMap(({ error }) => error ?? []);
  const known = scale === 'elo' && differences.length >= 2 && errors.length === differences.length;
  const spread = known
    ? spreadInterval(
        differences.map(({ difference }) => difference),
        errors.map((error) => error ** 2),
      )
    : null;
  return { arms, scale, differences, spread, ...inferenceOf(differences, rule) };
}

/** Mean, interval and p of differences by replicate, in their unit. */
export function inferenceOf(
  differences: readonly (Pick<ReplicateDifference, 'block'> & { readonly difference: number })[],
  { alpha, test, looks }: ContrastRule,
): Pick<Contrast, 'mean' | 'low' | 'high' | 'confidence' | 'interval' | 'p' | 'test' | 'needed'> {
  const values = differences.map(({ difference }) => difference);
  const needed = replicatesNeeded(alpha);
  const enough = values.length >= needed;
  const common = {
    mean: meanInterval(values)?.mean ?? null,
    confidence: 1 - alpha,
    test,
    needed: enough ? null : needed,
  };
  const open = { low: null, high: null, interval: null } as const;
  if (test === 'e-process') {
    const blocks = differences.flatMap(({ block }) => block ?? []);
    return { ...common, ...open, p: enough ? symmetryProcess(blocks, alpha).p : null };
  }
  // the sequential result has the interval that is corrected for the looks
  if (test === 'sequential sign flips') return { ...common, ...open, p: enough ? (looks?.p ?? null) : null };
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

/** Whether two one-sided t tests at alpha place the contrast within ±margin, Elo; never on another scale. */
export function isEquivalent({ scale, differences }: Contrast, margin: number, alpha: number): boolean {
  const equivalence = equivalenceOf(
    differences.map(({ difference }) => difference),
    margin,
  );
  return scale === 'elo' && equivalence !== null && equivalence.p <= alpha;
}
