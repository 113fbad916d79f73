import { eloOfMargin } from './match-table.js';
import type { PairCounts } from './pair-counts.js';

/** The bets, as shares of the largest bet that cannot lose all wealth. Fixed before any data are seen. */
const STAKES = [0.025, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] as const;
/** Halvings of [0, 1] when a limit is searched: 2^-60 is below double precision. */
const BISECTIONS = 60;

/** A confidence sequence for the expected score of the first of two given contestants. */
export interface PairConfidenceSequence {
  /** Pairs counted. */
  readonly pairs: number;
  /** Limits for the expected share of points, 0 to 1; they hold at all times together with probability 1 - alpha. */
  readonly low: number;
  readonly high: number;
  /** The same limits in Elo; null where a limit is 0 or 1. */
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
}

/** Mean wealth, over the stakes, of betting that the expected score exceeds `mean`. Decreases as `mean` increases. */
function wealthAbove(counts: PairCounts, mean: number): number {
  const total = STAKES.reduce(
    (sum, stake) =>
      sum + Math.exp(counts.reduce((log, n, k) => (n ? log + n * Math.log1p(stake * (k / 4 / mean - 1)) : log), 0)),
    0,
  );
  return total / STAKES.length;
}

/** The smallest expected score against which the wealth has not reached 2 / alpha. */
function lowerLimit(counts: PairCounts, alpha: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (wealthAbove(counts, middle) >= 2 / alpha) low = middle;
    else high = middle;
  }
  return low < 1e-12 ? 0 : low;
}

/**
 * Returns the confidence sequence for two given checkpoints from pairs of games with colours swapped. Each candidate
 * mean is tested by betting: the product of 1 + stake (x / mean - 1) over pair scores x is a martingale if the mean is
 * right; each side is tested at alpha / 2 (Waudby-Smith & Ramdas, Estimating means of bounded random variables by
 * betting, JRSS B 86, 2024). The result may be inspected after every pair and depends on the counts alone. It says
 * nothing about arms: pairs of the same two seeds are not replicates.
 */
export function pairConfidenceSequence(counts: PairCounts, alpha: number): PairConfidenceSequence {
  const low = lowerLimit(counts, alpha);
  const mirror = lowerLimit([...counts].reverse() as unknown as PairCounts, alpha);
  return {
    pairs: counts.reduce((a, b) => a + b, 0),
    low,
    high: 1 - mirror,
    eloLow: low > 0 ? eloOfMargin(low - 0.5) : null,
    eloHigh: mirror > 0 ? eloOfMargin(0.5 - mirror) : null,
  };
}
