import { replicatesNeeded, studentQuantile } from '../rating/index.js';
import type { TournamentSpec } from '../spec/index.js';

/** Between-seed standard deviations of the arms' difference to plan with, Elo. The true one is known only after a run. */
const SEED_DEVIATIONS = [10, 20, 40, 60] as const;
/** Standard normal quantile of 80 % power. */
const Z_POWER = 0.8416;

export interface Power {
  readonly replicates: number;
  /** Smallest two-sided p that exact sign flips can give: 2 / 2^replicates. */
  readonly smallestP: number;
  /** Replicates below which no p-value is given at this alpha. */
  readonly needed: number;
  readonly enough: boolean;
  /**
   * Smallest true difference found with 80 % power if games were without end: (t + z) s / sqrt(n). Between-seed spread
   * cannot be bought back with games, only with replicates; few games a pairing make it larger than this.
   */
  readonly detectable: readonly { readonly seedDeviation: number; readonly elo: number | null }[];
}

export function powerOf(spec: TournamentSpec): Power {
  const n = spec.replicates.length;
  const { alpha } = spec.analysis;
  const t = n > 1 ? studentQuantile(1 - alpha / 2, n - 1) : null;
  const needed = replicatesNeeded(alpha);
  return {
    replicates: n,
    smallestP: 2 / 2 ** n,
    needed,
    enough: n >= needed,
    detectable: SEED_DEVIATIONS.map((seedDeviation) => ({ seedDeviation, elo: t === null ? null : ((t + Z_POWER) * seedDeviation) / Math.sqrt(n) })),
  };
}
