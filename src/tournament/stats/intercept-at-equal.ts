import { studentQuantile } from '../../rating/numerics/index.js';

/** The difference expected where a covariate does not differ. */
interface InterceptAtEqual {
  readonly intercept: number;
  readonly standardError: number;
  readonly df: number;
  /** Ends of the t interval. */
  readonly low: number;
  readonly high: number;
  /** Change of the difference per unit of the covariate. */
  readonly slope: number;
}

/**
 * Least-squares line of the differences over those of a covariate: its value at 0 with the t interval, n - 2 degrees
 * of freedom (Draper & Smith, Applied Regression Analysis, 1.4). Changing the signs of both mirrors the result.
 * Returns null for fewer than three replicates and where the covariate's differences are all alike.
 */
export function interceptAtEqual(
  differences: readonly number[],
  covariate: readonly number[],
  confidence = 0.95,
): InterceptAtEqual | null {
  const n = differences.length;
  if (n < 3) return null;
  const [meanD, meanX] = [differences, covariate].map((all) => all.reduce((sum, one) => sum + one, 0) / n) as [
    number,
    number,
  ];
  const spread = covariate.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const size = covariate.reduce((sum, x) => sum + x * x, 0);
  if (!(spread > 1e-12 * size)) return null;
  const slope = covariate.reduce((sum, x, i) => sum + (x - meanX) * (differences[i]! - meanD), 0) / spread;
  const intercept = meanD - slope * meanX + 0;
  const squares = covariate.reduce((sum, x, i) => sum + (differences[i]! - intercept - slope * x) ** 2, 0);
  const standardError = Math.sqrt((squares / (n - 2)) * (1 / n + meanX ** 2 / spread));
  const half = studentQuantile((1 + confidence) / 2, n - 2) * standardError;
  return { intercept, standardError, df: n - 2, low: intercept - half, high: intercept + half, slope };
}
