import { incompleteBeta } from './student.js';

/**
 * The x with P(F <= x) = p of Fisher's F distribution with these degrees of freedom, by bisection.
 * @throws RangeError unless 0 < p < 1.
 */
export function fisherQuantile(p: number, above: number, below: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a quantile needs 0 < p < 1');
  const cdf = (x: number): number => incompleteBeta((above * x) / (above * x + below), above / 2, below / 2);
  let [low, high] = [0, 1];
  while (cdf(high) < p && high < 1e300) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
