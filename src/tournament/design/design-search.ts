import { replicatesNeeded } from '../../rating/numerics/index.js';
import { differenceVariance, pairsForVariance } from './design-error.js';
import { detectableShift } from './sign-flip-power.js';

/** Largest numbers that a plan may have. */
const MOST_REPLICATES = 64;
const MOST_PAIRS = 1000;

/** The size of a direct schedule: pairs are those of the primary pairing, a block. */
export interface DirectSize {
  readonly replicates: number;
  readonly pairs: number;
}
/** What a size is sought for. */
export interface SizeQuestion {
  readonly alpha: number;
  /** Standard deviation of the two arms' true difference between replicates, Elo. */
  readonly seedDeviation: number;
  /** Share of draws between equals. */
  readonly drawRate: number;
  /** Time that a size takes, in any unit; it increases with replicates and pairs. */
  readonly seconds: (size: DirectSize) => number;
}

/** The smallest gap, Elo, that a direct schedule with enough replicates finds with 80 % power. */
export function visibleGap(
  { replicates, pairs }: DirectSize,
  { alpha, seedDeviation, drawRate }: Omit<SizeQuestion, 'seconds'>,
): number {
  return detectableShift(replicates, alpha)! * Math.sqrt(seedDeviation ** 2 + differenceVariance(pairs, drawRate));
}

/** Returns the quickest direct schedule that finds `gap` Elo with 80 % power; null if none of allowed size does. */
export function cheapestDesign(gap: number, question: SizeQuestion): DirectSize | null {
  let best: (DirectSize & { readonly seconds: number }) | null = null;
  for (let replicates = replicatesNeeded(question.alpha); replicates <= MOST_REPLICATES; replicates++) {
    const errorAllowed = (gap / detectableShift(replicates, question.alpha)!) ** 2 - question.seedDeviation ** 2;
    if (errorAllowed <= 0) continue; // no number of games suffices
    const pairs = pairsForVariance(errorAllowed, question.drawRate);
    if (pairs > MOST_PAIRS) continue;
    const seconds = question.seconds({ replicates, pairs });
    if (!best || seconds < best.seconds) best = { replicates, pairs, seconds };
  }
  return best && { replicates: best.replicates, pairs: best.pairs };
}

/**
 * Returns the direct schedule that finds the smallest gap, Elo, with 80 % power among those that take at most
 * `seconds`; null if not even the smallest one that can decide fits.
 */
export function bestDesignWithin(seconds: number, question: SizeQuestion): DirectSize | null {
  let best: (DirectSize & { readonly gap: number }) | null = null;
  for (let replicates = replicatesNeeded(question.alpha); replicates <= MOST_REPLICATES; replicates++) {
    const pairs = mostPairs((count) => question.seconds({ replicates, pairs: count }) <= seconds);
    if (pairs === 0) break;
    const gap = visibleGap({ replicates, pairs }, question);
    if (!best || gap < best.gap) best = { replicates, pairs, gap };
  }
  return best && { replicates: best.replicates, pairs: best.pairs };
}

/** The largest number of pairs that fits; 0 if one does not. */
function mostPairs(fits: (pairs: number) => boolean): number {
  let [low, high] = [0, MOST_PAIRS + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
