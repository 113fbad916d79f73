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

/**
 * The x with P(χ² <= x) = p, by bisection.
 * @throws RangeError unless 0 < p < 1.
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a quantile needs 0 < p < 1');
  let [low, high] = [0, degrees + 1];
  while (chiSquareTail(high, degrees) > 1 - p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, degrees) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
