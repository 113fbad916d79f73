/** How precisely a schedule measures the primary contrast: linear models of equal players with equal matches. */
import { davidsonEloPerShare, drawWeightOf } from '../../rating/elo/index.js';

/** Share of draws between equals to plan with: children of the shipped base drew 11 to 25 % (docs/log.md). */
export const DRAW_RATE = 0.15;

/** Who meets whom, as far as the primary contrast depends on it. */
export type ScheduleKind = 'direct' | 'round-robin' | 'base only';

/** The size of a schedule. */
export interface ScheduleSize {
  readonly kind: ScheduleKind;
  readonly arms: number;
  readonly replicates: number;
  /**
   * Pairs of games a block of the primary pairing, or of every pairing; a comparison of schedules may have a fraction.
   */
  readonly pairs: number;
  /** Share of draws between equals. */
  readonly drawRate: number;
}

/** Elo per share of points between equals who draw that share of their games, on Davidson's scale. */
export function eloPerShare(drawRate: number): number {
  return davidsonEloPerShare({ drawWeight: drawWeightOf(drawRate), whiteAdvantage: 0 });
}

/**
 * Error variance, Elo², of the difference of two equals from one pair of games against each other: a pair whose games
 * are drawn with probability q has a share of points of variance (1 - q) / 8, and a share of points is 1600 / ln 10 /
 * (1 - q) Elo. Elo is taken as linear in points.
 *
 * @internal Exported for tests.
 */
export function pairVariance(drawRate: number): number {
  return ((1 - drawRate) / 8) * eloPerShare(drawRate) ** 2;
}

/**
 * The pairs of direct games that would measure one replicate's difference of two arms as precisely as the schedule
 * does, by least squares. `direct` uses the block's own games. Against the base alone a difference has two errors. A
 * round-robin is a complete graph of the children and the base: with K players and weight k on every edge the
 * Laplacian's inverse gives 2 / (K k), and 0 for the covariance of two replicates. Anchors are much weaker or stronger
 * than the children and the base's twin meets the base alone: they add nothing.
 *
 * @internal Exported for tests.
 */
export function directPairsWorth({ kind, arms, replicates, pairs }: Omit<ScheduleSize, 'drawRate'>): number {
  if (kind === 'direct') return pairs;
  return kind === 'base only' ? pairs / 2 : (pairs * (arms * replicates + 1)) / 2;
}

/**
 * What the curvature of Davidson's scale adds to the error variance of a difference from k pairs: it is
 * `pairVariance` / k times 1 + c / k. With P the points above ½ of an expected game and q the draws, Elo is
 * proportional to y + κ y³ + …, y = 2 P / (1 - q), κ = (1 - q) / 2 - 1/6, and y has variance s² = 1 / (2 k (1 - q));
 * then E[(y + κ y³)²] = s² (1 + 6 κ s²) to that order, so c = 3 κ / (1 - q).
 */
function curvature(drawRate: number): number {
  return (3 * ((1 - drawRate) / 2 - 1 / 6)) / (1 - drawRate);
}

/** Error variance, Elo², of the difference of two equals from so many pairs of games against each other. */
export function differenceVariance(pairs: number, drawRate: number): number {
  return (pairVariance(drawRate) / pairs) * (1 + Math.max(0, curvature(drawRate)) / pairs);
}

/** The fewest pairs of games that measure the difference of two equals with at most this error variance, Elo². */
export function pairsForVariance(variance: number, drawRate: number): number {
  const onePair = pairVariance(drawRate);
  const c = Math.max(0, curvature(drawRate));
  const pairs = (onePair + Math.sqrt(onePair ** 2 + 4 * variance * onePair * c)) / (2 * variance);
  return Math.max(1, Math.ceil(pairs));
}

/**
 * Standard deviation, Elo, of one replicate's difference of two arms whose true differences spread by `seedDeviation`.
 * For other schedules than the direct one Elo is taken as linear in points.
 */
export function replicateDeviation(size: ScheduleSize, seedDeviation: number): number {
  const { kind, pairs, drawRate } = size;
  const games =
    kind === 'direct' ? differenceVariance(pairs, drawRate) : pairVariance(drawRate) / directPairsWorth(size);
  return Math.sqrt(seedDeviation ** 2 + games);
}

/**
 * Variance of the primary contrast from games alone, times games, where the two arms' direct games alone have 1;
 * `pairs` is the number of pairs of the whole schedule.
 */
export function relativeVariance(size: Omit<ScheduleSize, 'drawRate'>, pairs: number): number {
  return pairs / (size.replicates * directPairsWorth(size));
}
