import { normalCdf } from '../../rating/numerics/index.js';
import type { Strengths } from './strengths.js';

/**
 * For each contestant the best and worst place that remain open when i counts as stronger than j only where the
 * interval of their difference, at z standard deviations, lies above 0. With Bonferroni's z over all pairs the
 * statements hold together. Those of different groups, and those of unknown strength, are never told apart.
 */
export function rankIntervals(strengths: Strengths, z: number): [number, number][] {
  const { of, varianceOf } = strengths;
  const n = of.length;
  // a perfect scorer's far end is open, its near end is the bound at the same level
  const ends = of.map((strength) => {
    if (strength.kind === 'unknown' || (strength.kind === 'rated' && strength.group !== 0))
      return { low: -Infinity, high: Infinity };
    if (strength.kind === 'rated') {
      const error = z * Math.sqrt(strength.variance);
      return { low: strength.lambda - error, high: strength.lambda + error };
    }
    const bound = strength.at(normalCdf(-z));
    return strength.side === 'above' ? { low: bound, high: Infinity } : { low: -Infinity, high: bound };
  });
  const stronger = (i: number, j: number): boolean => {
    const [a, b] = [of[i]!, of[j]!];
    if (a.kind === 'rated' && b.kind === 'rated')
      return a.group === b.group && a.lambda - b.lambda > z * Math.sqrt(varianceOf(i, j));
    return ends[i]!.low > ends[j]!.high;
  };
  const all = Array.from({ length: n }, (_, i) => i);
  return all.map((i) => [1 + all.filter((j) => stronger(j, i)).length, n - all.filter((j) => stronger(i, j)).length]);
}
