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
 * Tests whether results are cyclic (A beats B, B beats C, C beats A), which ratings cannot express: Σ (points -
 * expected)² / variance over pairings, with pairings less free ratings as degrees of freedom. Needs several games a
 * pairing. Returns null without degrees of freedom.
 * @param ratings Rated players.
 * @param groups Groups among them, each with a scale of its own.
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
