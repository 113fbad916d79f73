import type { Pairings } from './cross-table.js';
import { logGamma } from './student.js';

export interface CycleTest {
  readonly chiSquare: number;
  readonly degrees: number;
  /** Probability of pairings that fit the ratings this badly although the model holds. */
  readonly p: number;
}

/** P(χ² >= x): the regularised upper incomplete gamma function, by series below its mean and Lentz's fraction above. */
export function chiSquareTail(x: number, degrees: number): number {
  const [a, y] = [degrees / 2, x / 2];
  if (y <= 0) return 1;
  const front = Math.exp(a * Math.log(y) - y - logGamma(a));
  if (y < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; k < 100_000 && term > 1e-16 * sum; k++) sum += term *= y / (a + k);
    return Math.min(1, Math.max(0, 1 - front * sum));
  }
  let b = y + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 100_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return Math.min(1, front * fraction);
}

/**
 * Whether results go in circles (A beats B, B beats C, C beats A), which no list of ratings can say: the sum over
 * pairings of (points - expected)² / variance, on pairings less free ratings. Null where no pairing is left over. It
 * wants several games a pairing.
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
