import { normalQuantile, replicatesNeeded, scoreOfElo, studentQuantile } from '../../rating/index.js';
import { randomFromHash, sha256Hex } from '../../spec/index.js';
import { signFlipInterval } from './sign-flip-interval.js';

/** Up to here the power of sign flips is simulated; beyond, Student's t is as good, to a few percent. */
const SIMULATED = 10;
const DRAWS = 1000;
/** Elo per share of points at equality. */
const SLOPE = 1600 / Math.LN10;
/** Variance of a pair's share of points between near equals; about what engines with many draws show. */
export const PAIR_VARIANCE = 0.05;
/** Share of draws between equals to plan with: children of the shipped base drew 11 to 25 % (docs/log.md). */
const DRAW_RATE = 0.15;

const known = new Map<string, number>();

/**
 * The least mean difference, in standard deviations of one replicate's difference, that sign flips over n normal
 * replicates find with the given power; null with too few replicates. A sample z shifted by s is rejected just when s
 * exceeds minus the low end of z's interval, so the answer is a quantile of that end (1,000 seeded samples; above 10
 * replicates (t + z) / sqrt(n)). With six replicates and alpha .05 all signs must agree: 1.793 for 80 %, where a t test
 * would find 1.393.
 */
export function detectableShift(n: number, alpha: number, power = 0.8): number | null {
  if (n < replicatesNeeded(alpha)) return null;
  if (n > SIMULATED) return (studentQuantile(1 - alpha / 2, n - 1) + normalQuantile(power)) / Math.sqrt(n);
  const id = `${n} ${alpha} ${power}`;
  if (!known.has(id)) {
    const random = randomFromHash(sha256Hex('visible shift'));
    const normal = (): number => normalQuantile((random.next() * 2 ** 32 + 0.5) / 2 ** 32);
    const ends = Array.from(
      { length: DRAWS },
      () => -signFlipInterval(Array.from({ length: n }, normal), alpha)!.low,
    ).sort((a, b) => a - b);
    known.set(id, ends[Math.ceil(power * DRAWS) - 1]!);
  }
  return known.get(id)!;
}

export interface Design {
  readonly replicates: number;
  /** Pairs of games for each pairing. */
  readonly pairs: number;
}
export interface DesignSetting {
  readonly arms: number;
  readonly anchors: number;
  readonly alpha: number;
  /** Between-seed standard deviation of the two arms' difference, Elo. */
  readonly seedDeviation: number;
  readonly power?: number;
  /** Share of draws between equals. */
  readonly drawRate?: number;
}

/**
 * Error variance, Elo², of the difference of two children with one pair against each opponent. Two games of a pair,
 * drawn with probability q, have a share of variance (1 - q) / 8, and one share of points is 1600 / ln 10 / (1 - q) Elo
 * on Davidson's scale (both at equality).
 */
function errorOfPair({ drawRate = DRAW_RATE }: DesignSetting): number {
  return (2 * (1 - drawRate) * (SLOPE / (1 - drawRate)) ** 2) / 8;
}

/**
 * Smallest difference of two arms, Elo, found with the given power; null with too few replicates. A child's score is a
 * mean over the pairs with all other children and the untouched network; its error adds to the between-seed spread
 * (linear in Elo near equality, anchors not counted).
 */
export function detectableDifference({ replicates, pairs }: Design, setting: DesignSetting): number | null {
  const shift = detectableShift(replicates, setting.alpha, setting.power);
  if (shift === null) return null;
  const opponents = setting.arms * replicates;
  const sampling = errorOfPair(setting) / (opponents * pairs);
  return shift * Math.sqrt(setting.seedDeviation ** 2 + sampling);
}

export interface Costs {
  /** Of one fine-tune and of one game, in any one unit. */
  readonly fineTune: number;
  readonly game: number;
}

/** The cheapest design that shows `gap` Elo with the given power; null where none within the limits of a plan does. */
export function cheapestDesign(
  gap: number,
  setting: DesignSetting,
  costs: Costs,
): (Design & { readonly cost: number }) | null {
  let best: (Design & { readonly cost: number }) | null = null;
  for (let replicates = replicatesNeeded(setting.alpha); replicates <= 64; replicates++) {
    const shift = detectableShift(replicates, setting.alpha, setting.power)!;
    const room = (gap / shift) ** 2 - setting.seedDeviation ** 2;
    if (room <= 0) continue; // no number of games is enough
    const children = setting.arms * replicates;
    const pairs = Math.max(1, Math.ceil(errorOfPair(setting) / (children * room)));
    if (pairs > 1000) continue;
    const pairings = (children * (children - 1)) / 2 + children * (1 + setting.anchors) + setting.anchors + replicates;
    const cost = children * costs.fineTune + 2 * pairs * pairings * costs.game;
    if (!best || cost < best.cost) best = { replicates, pairs, cost };
  }
  return best;
}

/** Pairs that a fixed-length match of two given networks needs to tell them `elo` apart: (z + z)² V / (score - ½)². */
export function pairsNeeded(elo: number, alpha: number, power = 0.8, pairVariance = PAIR_VARIANCE): number {
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return Math.ceil((z * z * pairVariance) / (scoreOfElo(elo) - 0.5) ** 2);
}
