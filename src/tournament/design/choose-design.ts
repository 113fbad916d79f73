/** Which design shows a given difference for the least, and which shows the most for a given cost. */
import { replicatesNeeded } from '../../rating/numerics/index.js';
import { type Design, type DesignKind, differenceVariance, gamesOf, type Noise } from './design-variance.js';
import { equivalencePower, smallestMargin } from './equivalence-power.js';
import { detectableShift, signFlipPower } from './sign-flip-power.js';

/** The largest numbers of replicates and of pairs that are tried. */
const MAX_REPLICATES = 64;
const MAX_PAIRS = 1000;

/** What a design is planned for. */
export interface DesignSetting extends Noise {
  readonly alpha: number;
  /** Probability of finding a true difference; .8 if left out. */
  readonly power?: number;
}

/** What is given of a design whose replicates and pairs are wanted. */
export interface DesignFrame {
  readonly kind: DesignKind;
  readonly arms: number;
  readonly anchors: number;
  /** All pairs of a block of the direct schedule with so many of the primary pairing; no others if left out. */
  readonly pairsOfBlock?: (pairs: number) => number;
}

/** Cost of one fine-tune and of one game, in any common unit. */
export interface Costs {
  readonly fineTune: number;
  readonly game: number;
}

/** A design with its cost in the unit of `Costs`, and the smallest difference it finds with the given power, Elo. */
export interface ChosenDesign extends Design {
  readonly cost: number;
  readonly gap: number;
}

/** Probability of finding a true difference of `gap` Elo, by sign flips on the right side. */
export function powerAt(gap: number, design: Design, { alpha, ...noise }: DesignSetting): number {
  return signFlipPower(design.replicates, alpha, gap / Math.sqrt(differenceVariance(design, noise)));
}

/** The smallest difference of two arms, Elo, that is found with the given power; null with too few replicates. */
export function detectableDifference(design: Design, { alpha, power, ...noise }: DesignSetting): number | null {
  const shift = detectableShift(design.replicates, alpha, power);
  return shift === null ? null : shift * Math.sqrt(differenceVariance(design, noise));
}

/** Probability of showing equivalence within ±margin Elo where the arms do not differ. */
export function equivalencePowerAt(margin: number, design: Design, { alpha, ...noise }: DesignSetting): number {
  return equivalencePower(design.replicates, alpha, margin / Math.sqrt(differenceVariance(design, noise)));
}

/** The smallest margin, Elo, within which equal arms are shown to be with the given power; null for one replicate. */
export function reachableMargin(design: Design, { alpha, power, ...noise }: DesignSetting): number | null {
  const margin = smallestMargin(design.replicates, alpha, power);
  return margin === null ? null : margin * Math.sqrt(differenceVariance(design, noise));
}

function designOf(
  { pairsOfBlock = (pairs) => pairs, ...frame }: DesignFrame,
  replicates: number,
  pairs: number,
): Design {
  return { ...frame, replicates, pairs, blockPairs: pairsOfBlock(pairs) };
}

const costOf = (design: Design, { fineTune, game }: Costs): number =>
  design.arms * design.replicates * fineTune + gamesOf(design) * game;

/** The cheapest design that finds `gap` Elo with the given power; null if no plan of allowed size does. */
export function cheapestDesign(
  gap: number,
  frame: DesignFrame,
  setting: DesignSetting,
  costs: Costs,
): ChosenDesign | null {
  let best: ChosenDesign | null = null;
  for (let replicates = replicatesNeeded(setting.alpha); replicates <= MAX_REPLICATES; replicates++) {
    const shift = detectableShift(replicates, setting.alpha, setting.power)!;
    const allowed = (gap / shift) ** 2 - setting.seedDeviation ** 2;
    if (allowed <= 0) continue; // no number of games suffices
    const ofOnePair = differenceVariance(designOf(frame, replicates, 1), { ...setting, seedDeviation: 0 });
    const pairs = Math.max(1, Math.ceil(ofOnePair / allowed));
    if (pairs > MAX_PAIRS) continue;
    const design = designOf(frame, replicates, pairs);
    const cost = costOf(design, costs);
    if (!best || cost < best.cost) best = { ...design, cost, gap: detectableDifference(design, setting)! };
  }
  return best;
}

/**
 * The design that finds the smallest difference at a cost of at most `budget`, in the unit of `costs` (seconds, say);
 * null if not even the smallest is within it.
 */
export function bestDesignWithin(
  budget: number,
  frame: DesignFrame,
  setting: DesignSetting,
  costs: Costs,
): ChosenDesign | null {
  let best: ChosenDesign | null = null;
  for (let replicates = replicatesNeeded(setting.alpha); replicates <= MAX_REPLICATES; replicates++) {
    const within = (pairs: number): boolean => costOf(designOf(frame, replicates, pairs), costs) <= budget;
    let [pairs, tooMany] = [0, MAX_PAIRS + 1];
    while (tooMany - pairs > 1) {
      const middle = Math.floor((pairs + tooMany) / 2);
      if (within(middle)) pairs = middle;
      else tooMany = middle;
    }
    if (pairs === 0) continue;
    const design = designOf(frame, replicates, pairs);
    const gap = detectableDifference(design, setting)!;
    if (!best || gap < best.gap) best = { ...design, cost: costOf(design, costs), gap };
  }
  return best;
}
