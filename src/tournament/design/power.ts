import { replicatesNeeded } from '../../rating/numerics/index.js';
import type { DesignAtSpread, Power } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { type CostRates, DEFAULT_RATES, directScheduleOf, levelOf } from '../plan/index.js';
import { DRAW_RATE } from './design-error.js';
import { bestDesignWithin, cheapestDesign, type DirectSize, type SizeQuestion, visibleGap } from './design-search.js';
import { equivalenceAt } from './equivalence-power.js';
import { costOfDirect, directlySized, pairsOf } from './plan-size.js';
import { questionsOf } from './questions.js';
import { alternativesOf, schedulePower, sizeOf } from './schedule-power.js';
import { detectableShift } from './sign-flip-power.js';
import { stopRulePower } from './stop-rule-power.js';

/**
 * Between-seed standard deviations of the arms' difference to plan with, Elo. The true one is known only after a run.
 */
const SEED_DEVIATIONS = [10, 20, 40, 60] as const;
/** The one to propose a margin for. */
export const PLANNED_DEVIATION = 20;
/** A true difference to give powers for, Elo. */
export const PLANNED_GAP = 40;

/** What `powerOf` is to answer besides its defaults. */
export interface PowerQuestion {
  /** A true difference that should be found, Elo. */
  readonly gap?: number | undefined;
  /** Between-seed standard deviation of the arms' difference to plan with instead of the default ones, Elo. */
  readonly spread?: number | undefined;
  /** Time that there is on one machine. */
  readonly hours?: number | undefined;
  /** Share of draws between equals to plan with, instead of the measured or the default one. */
  readonly draws?: number | undefined;
  readonly rates?: Partial<CostRates>;
}

/** Returns what the games of a plan can find; null for a plan without a contrast. */
export function powerOf(spec: TournamentSpec, question: PowerQuestion = {}): Power | null {
  const { primary, margin } = spec.analysis;
  if (primary === null) return null;
  const { gap, spread, hours, rates = {} } = question;
  const draws = drawsOf(question);
  const n = spec.replicates.length;
  const alpha = levelOf(spec.analysis, 1);
  const needed = replicatesNeeded(alpha);
  const deviations = spread === undefined ? SEED_DEVIATIONS : [spread];
  const setting = { alpha, gap: gap ?? PLANNED_GAP, deviations, drawRate: draws.rate };
  const size = sizeOf(spec, draws.rate);
  const design = schedulePower(size, pairsOf(spec), setting);
  const shift = detectableShift(n, alpha);
  const search = designSearch(spec, { alpha, drawRate: draws.rate }, { ...DEFAULT_RATES, ...rates });
  return {
    replicates: n,
    smallestP: 2 / 2 ** n,
    needed,
    enough: n >= needed,
    gap: setting.gap,
    draws,
    detectable: deviations.map((seedDeviation) => ({
      seedDeviation,
      elo: shift === null ? null : shift * seedDeviation,
    })),
    visible: design.at.map(({ seedDeviation, visible }) => ({ seedDeviation, elo: visible })),
    design,
    alternatives: alternativesOf(spec, setting),
    questions: questionsOf(spec, primary as [string, string]),
    equivalence: equivalenceAt(size, { alpha, margin, deviations, planned: spread ?? PLANNED_DEVIATION }),
    stop: stopRulePower(spec, setting),
    wanted: gap === undefined ? null : { gap, designs: deviations.map(search((about) => cheapestDesign(gap, about))) },
    within:
      hours === undefined
        ? null
        : { hours, designs: deviations.map(search((about) => bestDesignWithin(3600 * hours, about))) },
  };
}

/** The share of draws to plan with. */
function drawsOf({ draws, rates }: PowerQuestion): Power['draws'] {
  if (draws !== undefined) return { rate: draws, from: 'request' };
  return rates?.drawRate ? { rate: rates.drawRate, from: 'measured' } : { rate: DRAW_RATE, from: 'default' };
}

/** Turns a search for a size into one for a design with its cost, at each assumed spread between seeds. */
function designSearch(spec: TournamentSpec, about: Pick<SizeQuestion, 'alpha' | 'drawRate'>, rates: CostRates) {
  const costOf = (size: DirectSize): ReturnType<typeof costOfDirect> => {
    const sized = directlySized(spec, size);
    return costOfDirect(sized, directScheduleOf(sized)!, rates);
  };
  return (find: (question: SizeQuestion) => DirectSize | null) =>
    (seedDeviation: number): DesignAtSpread => {
      const found = find({ ...about, seedDeviation, seconds: (size) => costOf(size).seconds.wall });
      if (!found) return { seedDeviation, design: null };
      const visible = visibleGap(found, { ...about, seedDeviation });
      return { seedDeviation, design: { ...found, visible, ...costOf(found) } };
    };
}
