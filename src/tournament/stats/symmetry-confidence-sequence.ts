import { wealth } from './e-process.js';

/** One look at an arm contrast, after a number of complete blocks. Differences are shares of points, -1 to 1. */
export interface ConfidenceStep {
  /** Complete blocks so far. */
  readonly blocks: number;
  /** First arm minus second, in the last of these blocks alone. */
  readonly difference: number;
  /** Mean difference over the blocks so far. */
  readonly mean: number;
  /** Limits that hold at all looks together; null where nothing is bounded yet. */
  readonly low: number | null;
  readonly high: number | null;
  /** The e-value against equal arms so far. */
  readonly evidence: number;
}

/** Halvings of [-1, 1] when a limit is searched. */
const BISECTIONS = 40;

/**
 * The smallest shift that bets on larger differences have not refuted at 2 / alpha; their wealth decreases as the shift
 * increases. Null if they refute no shift within [-1, 1].
 */
function lowerLimit(differences: readonly number[], alpha: number): number | null {
  const isRefuted = (shift: number): boolean =>
    wealth(
      differences.map((d) => d - shift),
      1,
    ) >=
    2 / alpha;
  let [low, high] = [-1, 1];
  if (!isRefuted(low)) return null;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (isRefuted(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Returns the confidence sequence for the shift between two arms, block by block. It may be inspected after every block
 * and never widens. Under a shift s the differences less s are as likely as their negatives, so each half of the
 * sign-symmetry e-process tests s at alpha / 2 (sources: e-process.ts). n blocks refute nothing before 2^n reaches
 * 2 / alpha.
 */
export function symmetryConfidenceSequence(differences: readonly number[], alpha: number): ConfidenceStep[] {
  let [low, high]: [number | null, number | null] = [null, null];
  let sum = 0;
  return differences.map((difference, i) => {
    const soFar = differences.slice(0, i + 1);
    sum += difference;
    const below = lowerLimit(soFar, alpha);
    const above = lowerLimit(
      soFar.map((d) => -d),
      alpha,
    );
    if (below !== null) low = Math.max(low ?? -1, below);
    if (above !== null) high = Math.min(high ?? 1, -above);
    return {
      blocks: soFar.length,
      difference,
      mean: sum / soFar.length,
      low,
      high,
      evidence: (wealth(soFar, 1) + wealth(soFar, -1)) / 2,
    };
  });
}
