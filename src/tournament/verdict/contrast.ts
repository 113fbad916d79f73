import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/index.js';
import type { ReplicateDifference } from '../plan/index.js';
import type { StandingsRow } from '../standings/index.js';
import { equivalenceOf, signFlipInterval, symmetryProcess } from '../stats/index.js';

/** An arm contrast with the replicate as its unit. Arms are paired: replicate r of both was made with the same seed. */
export interface Contrast {
  readonly arms: readonly [string, string];
  /** Elo; or share of points, where some child has no rating, for all replicates alike: the two cannot be mixed. */
  readonly scale: 'elo' | 'score';
  /** First arm minus second, by replicate; `difference` is that on the contrast's scale. */
  readonly differences: readonly (ReplicateDifference & { readonly difference: number })[];
  readonly mean: number | null;
  /** Ends of the interval over replicates; null for fewer than two. */
  readonly low: number | null;
  readonly high: number | null;
  /** What the interval holds with: 1 - alpha of the look. */
  readonly confidence: number;
  /** What the interval rests on: the inverted sign-flip test, or Student's t where replicates are too few for that. */
  readonly interval: 'sign flips' | 'student' | null;
  /** Two-sided p; null with fewer replicates than are needed to reach alpha. */
  readonly p: number | null;
  /**
   * Where p comes from: exact sign flips; the e-process (1 / its largest value) under a sequential stop, where flips
   * would not hold.
   */
  readonly test: 'sign flips' | 'e-process';
  /** How many replicates alpha needs, when there are fewer; else null. */
  readonly needed: number | null;
}

type RatedRow = Pick<StandingsRow, 'arm' | 'replicate' | 'elo' | 'score' | 'group'>;

/** Of the replicates given: complete, and failed in no arm. `blocks` has the differences within each block. */
export function differencesOf(
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

export function contrastOf(
  arms: readonly [string, string],
  found: readonly ReplicateDifference[],
  alpha: number,
  test: Contrast['test'],
): Contrast {
  const scale = found.every(({ elo }) => elo !== null) ? 'elo' : 'score';
  const differences = found.map((one) => ({ ...one, difference: one[scale]! }));
  const values = differences.map(({ difference }) => difference);
  const needed = replicatesNeeded(alpha);
  const enough = values.length >= needed;
  const student = meanInterval(values);
  const common = {
    arms,
    scale,
    differences,
    mean: student?.mean ?? null,
    confidence: 1 - alpha,
    test,
    needed: enough ? null : needed,
  } as const;
  if (test === 'e-process') {
    const p = enough
      ? symmetryProcess(
          found.flatMap(({ block }) => block ?? []),
          alpha,
        ).p
      : null;
    return { ...common, low: null, high: null, interval: null, p };
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

/** Two one-sided t tests at alpha against the margin, Elo. */
export function isEquivalent({ scale, differences }: Contrast, margin: number, alpha: number): boolean {
  const found = equivalenceOf(
    differences.map(({ difference }) => difference),
    margin,
  );
  return scale === 'elo' && found !== null && found.p <= alpha;
}
