import { normalQuantile, replicatesNeeded, signFlipInterval, studentQuantile } from '../../rating/numerics/index.js';
import { randomFromHash, sha256Hex } from '../../spec/index.js';

/** Up to this many replicates the power of sign flips is simulated; beyond, Student's t agrees to a few percent. */
const MAX_SIMULATED = 10;
/** Simulated samples. */
const SAMPLES = 1000;
/** Elo per share of points between equals without draws. */
const SLOPE = 1600 / Math.LN10;
/** Share of draws between equals to plan with: children of the shipped base drew 11 to 25 % (docs/log.md). */
const DRAW_RATE = 0.15;

/** Simulated shifts by replicates, alpha and power. */
const cache = new Map<string, number>();

/**
 * Returns the smallest mean difference, in standard deviations of one replicate's difference, that sign flips over n
 * normal replicates find with the given power; null with too few replicates. A sample z shifted by s is rejected
 * exactly if s exceeds minus the lower limit of z's interval, so the answer is a quantile of that limit (1,000 seeded
 * samples; above 10 replicates (t + z) / sqrt(n)). With six replicates and alpha .05 all signs must agree: 1.793 for 80
 * %, where a t test needs 1.393.
 */
export function detectableShift(n: number, alpha: number, power = 0.8): number | null {
  if (n < replicatesNeeded(alpha)) return null;
  if (n > MAX_SIMULATED) return (studentQuantile(1 - alpha / 2, n - 1) + normalQuantile(power)) / Math.sqrt(n);
  const id = `${n} ${alpha} ${power}`;
  if (!cache.has(id)) {
    const random = randomFromHash(sha256Hex('visible shift'));
    const normal = (): number => normalQuantile((random.next() * 2 ** 32 + 0.5) / 2 ** 32);
    const shifts = Array.from(
      { length: SAMPLES },
      () => -signFlipInterval(Array.from({ length: n }, normal), alpha)!.low,
    ).sort((a, b) => a - b);
    cache.set(id, shifts[Math.ceil(power * SAMPLES) - 1]!);
  }
  return cache.get(id)!;
}

/** The size of a tournament. */
export interface Design {
  readonly replicates: number;
  /** Pairs of games for each pairing. */
  readonly pairs: number;
}
/** What a design is planned for. */
export interface DesignSetting {
  /** Number of arms, and of anchors. */
  readonly arms: number;
  readonly anchors: number;
  readonly alpha: number;
  /** Between-seed standard deviation of the two arms' difference, Elo. */
  readonly seedDeviation: number;
  /** Probability of finding a true difference; .8 if left out. */
  readonly power?: number;
  /** Share of draws between equals; .15 if left out. */
  readonly drawRate?: number;
}

/**
 * Error variance, Elo², of the difference of two children with one pair against each opponent. The score of a pair
 * whose games are drawn with probability q has variance (1 - q) / 8, and one share of points is 1600 / ln 10 / (1 - q)
 * Elo on Davidson's scale (both between equals).
 */
function errorOfPair({ drawRate = DRAW_RATE }: DesignSetting): number {
  return (2 * (1 - drawRate) * (SLOPE / (1 - drawRate)) ** 2) / 8;
}

/**
 * Returns the smallest difference of two arms, Elo, that is found with the given power; null with too few replicates. A
 * child's score is a mean over the pairs with all other children and the untouched network; its error adds to the
 * between-seed spread (linear in Elo near equality, anchors not counted).
 */
export function detectableDifference({ replicates, pairs }: Design, setting: DesignSetting): number | null {
  const shift = detectableShift(replicates, setting.alpha, setting.power);
  if (shift === null) return null;
  const opponents = setting.arms * replicates;
  const sampling = errorOfPair(setting) / (opponents * pairs);
  return shift * Math.sqrt(setting.seedDeviation ** 2 + sampling);
}

/** Cost of one fine-tune and of one game, in any common unit. */
export interface Costs {
  readonly fineTune: number;
  readonly game: number;
}

/** Returns the cheapest design that finds `gap` Elo with the given power; null if no plan of allowed size does. */
export function cheapestDesign(
  gap: number,
  setting: DesignSetting,
  costs: Costs,
): (Design & { readonly cost: number }) | null {
  let best: (Design & { readonly cost: number }) | null = null;
  for (let replicates = replicatesNeeded(setting.alpha); replicates <= 64; replicates++) {
    const shift = detectableShift(replicates, setting.alpha, setting.power)!;
    const errorAllowed = (gap / shift) ** 2 - setting.seedDeviation ** 2;
    if (errorAllowed <= 0) continue; // no number of games suffices
    const children = setting.arms * replicates;
    const pairs = Math.max(1, Math.ceil(errorOfPair(setting) / (children * errorAllowed)));
    if (pairs > 1000) continue;
    const pairings = (children * (children - 1)) / 2 + children * (1 + setting.anchors) + setting.anchors + replicates;
    const cost = children * costs.fineTune + 2 * pairs * pairings * costs.game;
    if (!best || cost < best.cost) best = { replicates, pairs, cost };
  }
  return best;
}
