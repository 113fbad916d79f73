import { wealth } from './e-process.js';

/** One look at an arm contrast: after this many complete blocks. Differences are shares of points, -1 to 1. */
export interface SequenceStep {
  readonly blocks: number;
  /** First arm minus second, in this block alone. */
  readonly difference: number;
  readonly mean: number;
  /** Ends of the interval that holds at all looks together; null where nothing is bounded yet. */
  readonly low: number | null;
  readonly high: number | null;
  /** Evidence against equal arms so far, the e-value. */
  readonly evidence: number;
}

const HALVINGS = 40;

/**
 * The least shift that bets on larger differences have not refuted at 2 / alpha: their wealth falls as the shift grows.
 * Null where no shift that a share of points can have is refuted.
 */
function leastShift(differences: readonly number[], alpha: number): number | null {
  const refuted = (shift: number): boolean =>
    wealth(
      differences.map((d) => d - shift),
      1,
    ) >=
    2 / alpha;
  let [low, high] = [-1, 1];
  if (!refuted(low)) return null;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (refuted(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Confidence sequence for the shift between two arms, block by block; it may be looked at after every block and never
 * widens. Under a shift s the differences less s are as likely as their negatives, so every shift is tested by the two
 * halves of the e-process (see e-process.ts), either side at alpha / 2. n blocks refute nothing before 2^n reaches 2 /
 * alpha.
 */
export function symmetrySequence(differences: readonly number[], alpha: number): SequenceStep[] {
  let [low, high]: [number | null, number | null] = [null, null];
  let sum = 0;
  return differences.map((difference, i) => {
    const seen = differences.slice(0, i + 1);
    sum += difference;
    const below = leastShift(seen, alpha);
    const above = leastShift(
      seen.map((d) => -d),
      alpha,
    );
    if (below !== null) low = Math.max(low ?? -1, below);
    if (above !== null) high = Math.min(high ?? 1, -above);
    return {
      blocks: seen.length,
      difference,
      mean: sum / seen.length,
      low,
      high,
      evidence: (wealth(seen, 1) + wealth(seen, -1)) / 2,
    };
  });
}
