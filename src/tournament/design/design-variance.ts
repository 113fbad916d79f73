/** The error of the primary contrast, first arm against second, by schedule: linear in Elo, between equals. */
import { davidsonEloPerShare, drawWeightOf } from '../../rating/elo/index.js';

/** Share of draws between equals to plan with: children of the shipped base drew 11 to 25 % (docs/log.md). */
const DRAW_RATE = 0.15;

/**
 * How games tell the two arms apart. `direct`: within each block the first arm's child against the second's;
 * `round-robin`: every child against every other and against the base; `against base`: each child against the base
 * alone.
 */
export type DesignKind = 'direct' | 'round-robin' | 'against base';

/** The size of a tournament. */
export interface Design {
  readonly kind: DesignKind;
  readonly arms: number;
  readonly anchors: number;
  /** Fine-tuning seeds of each arm, that is, blocks. */
  readonly replicates: number;
  /** Pairs of games: of the primary pairing in each block (`direct`), of every pairing otherwise. */
  readonly pairs: number;
  /** All pairs of a block of the direct schedule, with those for other questions; as many as `pairs` if left out. */
  readonly blockPairs?: number;
}

/** What makes the difference of a replicate uncertain. */
export interface Noise {
  /** Between-seed standard deviation of the two arms' difference, Elo. */
  readonly seedDeviation: number;
  /** Share of draws between equals; .15 if left out. */
  readonly drawRate?: number;
}

/**
 * Error variance of one game between equals who draw a share q, Elo²: its share of points has variance (1 - q) / 4, on
 * Davidson's scale.
 */
function varianceOfGame(drawRate = DRAW_RATE): number {
  const eloPerShare = davidsonEloPerShare({ drawWeight: drawWeightOf(drawRate), whiteAdvantage: 0 });
  return (eloPerShare ** 2 * (1 - drawRate)) / 4;
}

/** Number of games. */
export function gamesOf({ kind, arms, anchors, replicates, pairs, blockPairs = pairs }: Design): number {
  const children = arms * replicates;
  if (kind === 'direct') return 2 * blockPairs * replicates;
  if (kind === 'against base') return 2 * pairs * children;
  return 2 * pairs * ((children * (children - 1)) / 2 + children * (1 + anchors) + anchors + replicates);
}

/**
 * Variance that the games add to one replicate's difference, in variances of one game (derived by least squares of
 * Bradley-Terry's linear form). Direct: one match. Against the base: two. Round robin: the contrast is an eigenvector
 * of the Laplacian of pairings, whose eigenvalue is the number of children and the base (the base's second name tells
 * nothing, and anchors next to nothing, being of other strength). The differences of two replicates are uncorrelated
 * in all three.
 */
function matchVariance({ kind, arms, replicates, pairs }: Design): number {
  const games = 2 * pairs;
  if (kind === 'direct') return 1 / games;
  return 2 / (games * (kind === 'against base' ? 1 : arms * replicates + 1));
}

/** Variance of one replicate's difference, Elo²: between seeds, and of the games. */
export function differenceVariance(design: Design, { seedDeviation, drawRate }: Noise): number {
  return seedDeviation ** 2 + varianceOfGame(drawRate) * matchVariance(design);
}

/** Standard error of the primary contrast, Elo. */
export function standardErrorOf(design: Design, noise: Noise): number {
  return Math.sqrt(differenceVariance(design, noise) / design.replicates);
}

/**
 * Variance of the primary contrast times games, if seeds do not differ, as a multiple of that of direct games alone:
 * how many games this schedule needs where those need one.
 */
export function gamesForOne(design: Design): number {
  return (matchVariance(design) / design.replicates) * gamesOf(design);
}
