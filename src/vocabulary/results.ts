import type { Result } from './unions.js';

/** What a result is worth to White, in half points: the unit in which sums are exact integers. */
const WHITE_HALF_POINTS: Readonly<Record<Result, 0 | 1 | 2>> = { '1-0': 2, '1/2-1/2': 1, '0-1': 0 };

/** Half points (0, 1 or 2) of the player of one colour. */
export function halfPointsOf(result: Result, asWhite: boolean): 0 | 1 | 2 {
  const white = WHITE_HALF_POINTS[result];
  return asWhite ? white : ((2 - white) as 0 | 1 | 2);
}

/** Points (0, ½ or 1) of the player of one colour. */
export const pointsOf = (result: Result, asWhite: boolean): 0 | 0.5 | 1 =>
  (halfPointsOf(result, asWhite) / 2) as 0 | 0.5 | 1;
