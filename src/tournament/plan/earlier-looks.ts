import type { PlanHash } from '../../vocabulary/index.js';

/** First arm minus second in one replicate, on every scale that a verdict may need. */
export interface ReplicateDifference {
  readonly replicate: number;
  /** Of the ratings; null where a child has none. */
  readonly elo: number | null;
  /** Of the shares of all points, -1 to 1; null without games. */
  readonly score: number | null;
  /**
   * The same over the games of the replicate's own block alone, which later blocks never change; null without games.
   */
  readonly block: number | null;
}

/** One look that was taken before, as it is sealed into the plan of what follows. */
export interface EarlierLook {
  readonly tournament: string;
  readonly planHash: PlanHash;
  /** Hash over all its results, in the order of recording. */
  readonly chain: string;
  /** The seeds of its replicates, in order. */
  readonly replicates: readonly number[];
  /** The level it decided at, and the p it found. */
  readonly alpha: number;
  readonly p: number | null;
}

/**
 * What a tournament that adds replicates to an inconclusive one carries over. It is part of the sealed plan: the
 * earlier results are fixed, so that the verdict of all looks together needs nothing else, and nobody can choose
 * afterwards what to pool.
 */
export interface EarlierLooks {
  /** Which look at the data this tournament's verdict is, from 2. */
  readonly look: number;
  readonly looks: readonly EarlierLook[];
  /** Replicates that were planned before, failed ones included: this tournament's count on from here. */
  readonly planned: number;
  /** Differences by replicate of the primary contrast (first) and of every other one. */
  readonly contrasts: readonly {
    readonly arms: readonly [string, string];
    readonly differences: readonly ReplicateDifference[];
  }[];
}
