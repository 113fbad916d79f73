import type { PairCounts } from './identical-weights.js';
import { eloOfMargin } from './match-table.js';

/** Shares of the largest bet that cannot lose everything; fixed beforehand. */
const STAKES = [0.025, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] as const;

export interface PairSequence {
  readonly pairs: number;
  /** Ends for the expected share of points: hold at all times together with probability 1 - alpha. */
  readonly low: number;
  readonly high: number;
  /** The same in Elo; null where an end is 0 or 1. */
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
}

/** Mean over stakes of the wealth from betting that the expected score is above `mean`; falls as `mean` rises. */
function wealthAbove(counts: PairCounts, mean: number): number {
  const total = STAKES.reduce(
    (sum, stake) =>
      sum + Math.exp(counts.reduce((log, n, k) => (n ? log + n * Math.log1p(stake * (k / 4 / mean - 1)) : log), 0)),
    0,
  );
  return total / STAKES.length;
}

/** The least expected score against which no bet has reached 2 / alpha. */
function lowEnd(counts: PairCounts, alpha: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (wealthAbove(counts, middle) >= 2 / alpha) low = middle;
    else high = middle;
  }
  return low < 1e-12 ? 0 : low;
}

/**
 * Confidence sequence for two given checkpoints from pairs of games with colours swapped, by betting: each mean is
 * tested by a product of 1 + stake (x / mean - 1), a martingale when the mean is right, either side at alpha / 2
 * (Waudby-Smith & Ramdas, Estimating means of bounded random variables by betting, JRSS B 86, 2024). It may be looked
 * at after every pair and depends on the counts alone. Nothing is said of arms: pairs of the same two seeds are no
 * replicates.
 */
export function pairSequence(counts: PairCounts, alpha: number): PairSequence {
  const low = lowEnd(counts, alpha);
  const mirror = lowEnd([...counts].reverse() as unknown as PairCounts, alpha);
  return {
    pairs: counts.reduce((a, b) => a + b, 0),
    low,
    high: 1 - mirror,
    eloLow: low > 0 ? eloOfMargin(low - 0.5) : null,
    eloHigh: mirror > 0 ? eloOfMargin(0.5 - mirror) : null,
  };
}
