/** What the planning formulas promise for a design, beside what simulation finds. */
import type { TournamentSpec } from '../../src/spec/index.js';
import {
  type Design,
  equivalencePowerAt,
  powerAt,
  sequentialPower,
  standardErrorOf,
} from '../../src/tournament/design/index.js';
import { plannedLooks } from '../../src/tournament/plan/index.js';

/** What a plan promises at a true difference, shares of 1. */
export interface Promised {
  /** Standard error of the difference, Elo. */
  readonly standardError: number;
  readonly power: number;
  /** Of showing equivalence within the plan's margin where there is no difference. */
  readonly equivalence: number;
  /** Power and mean number of blocks with planned looks; null without. */
  readonly looks: { readonly power: number; readonly blocks: number } | null;
}

/** What the promise is about. */
interface Assumed {
  /** Elo. */
  readonly gap: number;
  /** Standard deviation of the replicates' true differences, Elo. */
  readonly spread: number;
  /** Replicates that fail. */
  readonly lost: number;
}

/** What a plan promises without the replicates that fail. */
export function promiseOf(spec: TournamentSpec, { gap, spread, lost }: Assumed): Promised {
  const { alpha, margin, stop } = spec.analysis;
  const replicates = spec.replicates.length - lost;
  const design: Design = { kind: 'direct', arms: spec.arms.length, anchors: 0, replicates, pairs: spec.pairs };
  const setting = { alpha, seedDeviation: spread };
  const standardError = standardErrorOf(design, setting);
  const looks = plannedLooks(stop);
  return {
    standardError,
    power: powerAt(gap, design, setting),
    equivalence: equivalencePowerAt(margin, design, setting),
    looks: looks && sequentialPower({ looks, alpha }, gap / (standardError * Math.sqrt(replicates))),
  };
}
