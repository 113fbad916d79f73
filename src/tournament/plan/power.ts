import { replicatesNeeded, studentQuantile } from '../../rating/numerics/index.js';
import type { Power as PowerAnswer } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { cheapestDesign, type DesignSetting, detectableDifference } from '../stats/index.js';
import { levelOf } from './analysis-settings.js';
import { type CostRates, DEFAULT_RATES } from './cost.js';
import { countPairings } from './schedule.js';

/**
 * Between-seed standard deviations of the arms' difference to plan with, Elo. The true one is known only after a run.
 */
const SEED_DEVIATIONS = [10, 20, 40, 60] as const;
/** Standard normal quantile of 80 % power. */
const Z_POWER = 0.8416;

/** What a plan can find. */
export type Power = PowerAnswer;

/** The cheapest design at one between-seed standard deviation, Elo. */
type RequiredDesign = NonNullable<Power['wanted']>['designs'][number];

/** What `powerOf` is to answer besides its defaults. */
export interface PowerQuestion {
  /** A true difference that should be found, Elo. */
  readonly gap?: number | undefined;
  /** Between-seed standard deviation of the arms' difference to plan with instead of the default ones, Elo. */
  readonly spread?: number | undefined;
  readonly rates?: Partial<CostRates>;
}

/** Returns what a plan can find; null for a plan without a contrast. */
export function powerOf(spec: TournamentSpec, { gap, spread, rates = {} }: PowerQuestion = {}): Power | null {
  if (spec.analysis.primary === null) return null;
  const n = spec.replicates.length;
  const alpha = levelOf(spec.analysis, 1);
  const t = n > 1 ? studentQuantile(1 - alpha / 2, n - 1) : null;
  const needed = replicatesNeeded(alpha);
  const deviations = spread === undefined ? SEED_DEVIATIONS : [spread];
  const setting = (seedDeviation: number): DesignSetting => ({
    arms: spec.arms.length,
    anchors: spec.anchors.length,
    alpha,
    seedDeviation,
  });
  return {
    replicates: n,
    smallestP: 2 / 2 ** n,
    needed,
    enough: n >= needed,
    detectable: deviations.map((seedDeviation) => ({
      seedDeviation,
      elo: t === null ? null : ((t + Z_POWER) * seedDeviation) / Math.sqrt(n),
    })),
    visible: deviations.map((seedDeviation) => ({
      seedDeviation,
      elo: detectableDifference({ replicates: n, pairs: spec.pairs }, setting(seedDeviation)),
    })),
    wanted:
      gap === undefined
        ? null
        : {
            gap,
            designs: deviations.map((seedDeviation) => ({
              seedDeviation,
              design: cheapestFor(spec, gap, setting(seedDeviation), { ...DEFAULT_RATES, ...rates }),
            })),
          },
  };
}

function cheapestFor(
  { arms, anchors }: TournamentSpec,
  gap: number,
  setting: DesignSetting,
  { stepsPerSecond, checkSeconds, gamesPerSecond }: CostRates,
): RequiredDesign['design'] {
  const steps = arms.reduce((sum, { dose }) => sum + dose.steps, 0);
  const best = cheapestDesign(gap, setting, {
    fineTune: steps / arms.length / stepsPerSecond + checkSeconds,
    game: 1 / gamesPerSecond,
  });
  if (!best) return null;
  const { replicates, pairs } = best;
  const games = 2 * pairs * countPairings(arms.length, replicates, anchors.length);
  return {
    replicates,
    pairs,
    fineTunes: arms.length * replicates,
    games,
    seconds: {
      fineTunes: replicates * (steps / stepsPerSecond + arms.length * checkSeconds),
      games: games / gamesPerSecond,
    },
  };
}
