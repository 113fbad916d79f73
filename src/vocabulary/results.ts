import type { Result } from './unions.js';

/** Half points of White by result; in half points all sums are exact integers. */
const WHITE_HALF_POINTS: Readonly<Record<Result, 0 | 1 | 2>> = { '1-0': 2, '1/2-1/2': 1, '0-1': 0 };

/** Returns the half points (0, 1 or 2) of the player of one colour. */
export function halfPointsOf(result: Result, asWhite: boolean): 0 | 1 | 2 {
  const white = WHITE_HALF_POINTS[result];
  return asWhite ? white : ((2 - white) as 0 | 1 | 2);
}

/** Returns the points (0, ½ or 1) of the player of one colour. */
export const pointsOf = (result: Result, asWhite: boolean): 0 | 0.5 | 1 =>
  (halfPointsOf(result, asWhite) / 2) as 0 | 0.5 | 1;
