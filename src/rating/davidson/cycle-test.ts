import { chiSquareTail } from '../numerics/index.js';
import type { Pairings } from './cross-table.js';

/** Pearson's χ² of the pairings against the ratings. */
export interface CycleTest {
  readonly chiSquare: number;
  readonly degrees: number;
  /** P-value of the hypothesis that the model holds. */
  readonly p: number;
}

/**
 * Tests for cyclic results (A beats B, B beats C, C beats A), which ratings cannot express: Σ (points - expected)² /
 * variance over pairings, with the number of pairings minus that of free ratings as degrees of freedom. Needs several
 * games for each pairing. Returns null without degrees of freedom.
 * @param ratings Number of rated players.
 * @param groups Number of groups among them, each with its own scale.
 */
export function cycleTest(
  { points, comparable, expected, variance }: Pairings,
  ratings: number,
  groups: number,
): CycleTest | null {
  let [chiSquare, used] = [0, 0];
  for (let i = 0; i < points.length; i++) {
    if (!comparable[i] || !(variance[i]! > 1e-9)) continue;
    chiSquare += (points[i]! - expected[i]!) ** 2 / variance[i]!;
    used++;
  }
  const degrees = used - (ratings - groups);
  return degrees > 0 ? { chiSquare, degrees, p: chiSquareTail(chiSquare, degrees) } : null;
}
