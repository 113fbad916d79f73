import { logGamma } from './student.js';

/**
 * P(χ² >= x): the regularised upper incomplete gamma function Q(degrees / 2, x / 2), by its series below the mean and
 * Lentz's continued fraction above (Numerical Recipes 6.2).
 */
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
