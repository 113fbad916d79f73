import { chiSquareQuantile, fisherQuantile } from '../../rating/numerics/index.js';
import type { MatchTable } from './match-table.js';

/** Spread between the seeds of one arm. */
export interface SeedVariance {
  /** Between-seed standard deviation, share of points; 0 if the spread is no more than games alone produce. */
  readonly deviation: number;
  /** The same in Elo, by the slope of Davidson's scale between equals. */
  readonly elo: number;
  /** Ends of the 95 % interval of `elo`. */
  readonly low: number;
  readonly high: number;
  /** Standard deviation of what strengths do not explain, share of points. */
  readonly residualDeviation: number;
}

/**
 * Elo per share of points between equals without draws: 1600 / ln 10. With a share q of draws it is 1 / (1 - q) times
 * as much.
 */
const SLOPE = 1600 / Math.LN10;

/**
 * Estimates the spread between children of one arm from the matches among them: `table[i][j]` is i's margin against j
 * (the diagonal is not read). Least squares for margin = strength_i - strength_j + residual gives strengths as row sums
 * over n, with n - 1 degrees of freedom and an expected mean square n·S² + R (derived; the linear form of Scheffé's
 * paired comparisons, JASA 47, 1952). Several tables, one an arm, are pooled by their sums of squares. The interval is
 * Williams's (Biometrika 49, 1962), exact limits of the ratio and of n·S² + R combined: its coverage is at least 95 %;
 * tables of different sizes enter with their mean n, weighted by degrees of freedom. `drawRate` is the share of draws
 * between equals. Returns null if no table has three children.
 */
export function seedVariance(tables: readonly MatchTable[], drawRate = 0): SeedVariance | null {
  const parts = tables
    .filter((table) => table.length >= 3)
    .map((table) => {
      const n = table.length;
      const strengths = table.map((row, i) => row.reduce((sum, margin, j) => (i === j ? sum : sum + margin), 0) / n);
      let residual = 0;
      table.forEach((row, i) =>
        row.slice(0, i).forEach((margin, j) => (residual += (margin - strengths[i]! + strengths[j]!) ** 2)),
      );
      return {
        n,
        between: n * strengths.reduce((sum, s) => sum + s * s, 0),
        df: n - 1,
        residual,
        residualDf: ((n - 1) * (n - 2)) / 2,
      };
    });
  if (parts.length === 0) return null;
  const total = (key: 'between' | 'df' | 'residual' | 'residualDf'): number =>
    parts.reduce((sum, part) => sum + part[key], 0);
  const residual = total('residual') / total('residualDf');
  const weight = parts.reduce((sum, { n, df }) => sum + n * df, 0);
  const [between, df, residualDf] = [total('between'), total('df'), total('residualDf')];
  const deviation = Math.sqrt(Math.max(0, (between - df * residual) / weight));
  const eloPerShare = SLOPE / (1 - drawRate);
  const limit = (p: number): number => {
    const excess = between - df * fisherQuantile(p, df, residualDf) * residual;
    return eloPerShare * Math.sqrt(Math.max(0, (excess * df) / (weight * chiSquareQuantile(p, df))));
  };
  return {
    deviation,
    elo: deviation * eloPerShare,
    low: limit(0.975),
    high: limit(0.025),
    residualDeviation: Math.sqrt(residual),
  };
}
