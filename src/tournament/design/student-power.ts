import { chiSquareQuantile } from '../../rating/numerics/index.js';

/** Points of the quadrature. */
const POINTS = 100;
const cache = new Map<number, readonly number[]>();

/**
 * Ratios of the observed to the true standard deviation of normal samples with these degrees of freedom, at the
 * middle of equally likely steps: the mean of a function over them is its expectation over sqrt(χ² / df).
 */
function deviationRatios(df: number): readonly number[] {
  const known = cache.get(df);
  if (known) return known;
  const ratios = Array.from({ length: POINTS }, (_, i) => Math.sqrt(chiSquareQuantile((i + 0.5) / POINTS, df) / df));
  cache.set(df, ratios);
  return ratios;
}

/** The mean of a function over `deviationRatios`. */
export function meanOverRatios(df: number, of: (ratio: number) => number): number {
  const ratios = deviationRatios(df);
  return ratios.reduce((sum, ratio) => sum + of(ratio), 0) / ratios.length;
}

/** The argument, from 0 up, at which an increasing function first reaches `target`, by bisection. */
export function whereReached(target: number, of: (x: number) => number): number {
  let [low, high] = [0, 1];
  while (of(high) < target) high *= 2;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (of(middle) < target) low = middle;
    else high = middle;
  }
  return high;
}
