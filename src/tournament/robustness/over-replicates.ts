import { meanInterval, signFlipInterval, studentQuantile } from '../../rating/numerics/index.js';
import type { SpecificationCurve } from '../../spec/api/index.js';

type Row = SpecificationCurve['rows'][number];

/** What a row tells once it is computed. */
export type Finding = Pick<
  Row,
  'estimate' | 'low' | 'high' | 'standardError' | 'replicates' | 'games' | 'unavailable'
> &
  Partial<Pick<Row, 'scale' | 'interval'>>;

interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

const CONFIDENCE = 0.95;
/** With more replicates the two kinds of interval hardly differ, and the exact one takes 2^n patterns a row. */
const MOST_EXACT = 14;

/** A finding that could not be had, with the reason. */
export const unavailable = (reason: string): Finding => ({
  estimate: null,
  low: null,
  high: null,
  standardError: null,
  replicates: null,
  games: null,
  unavailable: reason,
});

/** Mean of differences by replicate with its 95 % interval, of the verdict's kind where that is cheap. */
export function overReplicates(differences: readonly number[], games: number | null): Finding {
  const n = differences.length;
  const student = meanInterval(differences, CONFIDENCE);
  if (!student) return unavailable('no replicate is left');
  const exact = n <= MOST_EXACT ? signFlipInterval(differences, 1 - CONFIDENCE) : null;
  const { low, high } = exact ?? student;
  return {
    estimate: student.mean,
    low,
    high,
    standardError: errorOf(student, n - 1),
    replicates: n,
    games,
    unavailable: null,
  };
}

/** Standard error from the width of a t interval; null where that is not known. */
const errorOf = ({ low, high }: Interval, df: number): number | null =>
  low === null || high === null ? null : (high - low) / 2 / studentQuantile((1 + CONFIDENCE) / 2, df);

/** A finding whose t interval another analysis made, with `df` degrees of freedom. */
export function asReported(
  found: Interval & { readonly mean: number },
  { df, replicates, games }: { readonly df: number; readonly replicates: number; readonly games: number },
): Finding {
  const { mean, low, high } = found;
  return { estimate: mean, low, high, standardError: errorOf(found, df), replicates, games, unavailable: null };
}

/** Least and greatest mean of the differences without one of them. */
export function leaveOneOut(differences: readonly number[], games: number | null): Finding {
  const n = differences.length;
  if (n < 2) return unavailable('fewer than two replicates');
  const total = differences.reduce((sum, value) => sum + value, 0);
  const means = differences.map((value) => (total - value) / (n - 1));
  return {
    estimate: total / n,
    low: Math.min(...means),
    high: Math.max(...means),
    standardError: null,
    replicates: n,
    games,
    interval: 'range',
    unavailable: null,
  };
}
