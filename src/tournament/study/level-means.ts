/** The arms' difference by level of one factor, and what further levels of it may be expected to give. */
import { meanInterval, studentQuantile } from '../../rating/numerics/index.js';
import type { Generality } from '../../spec/api/index.js';
import { posteriorMean, randomEffectsMean } from '../stats/index.js';
import type { Combination } from './combinations.js';

/** Base or dataset. */
export type FactorName = 'base' | 'dataset';

/** One factor without its posterior and its words. */
export type FactorEstimate = Omit<Generality['factors'][number], 'posterior' | 'state' | 'line'>;

/** A combination with a result. */
export type Played = Combination & { readonly mean: number };

const other = (factor: FactorName): FactorName => (factor === 'base' ? 'dataset' : 'base');

/** Combinations that have a result. */
export const playedOf = (combinations: readonly Combination[]): Played[] =>
  combinations.filter((one): one is Played => one.mean !== null);

/**
 * Compares the levels of one factor over those levels of the other that all of them have, so that no difference between
 * levels comes from the other factor. `final`: every cell has ended; before that nothing is estimated.
 */
export function factorEstimate(
  factor: FactorName,
  combinations: readonly Combination[],
  { confidence, final }: { confidence: number; final: boolean },
): FactorEstimate {
  const played = playedOf(combinations);
  const names = [...new Set(played.map((one) => one[factor]))];
  const across = other(factor);
  const shared = [...new Set(played.map((one) => one[across]))].filter((name) =>
    names.every((level) => played.some((one) => one[factor] === level && one[across] === name)),
  );
  const levels = names.map((level) =>
    levelOf(
      level,
      played.filter((one) => one[factor] === level && (shared.length === 0 || shared.includes(one[across]))),
      final ? 1 - (1 - confidence) / names.length : null,
    ),
  );
  const result = final && shared.length > 0 && levels.length > 1 ? meanOverLevels(levels, confidence) : null;
  return {
    factor,
    planned: new Set(combinations.map((one) => one[factor])).size,
    levels,
    shared: shared.length,
    estimate: result?.estimate ?? null,
    spread: result?.spread ?? null,
  };
}

/** The posterior of one factor alone, `priorScale` in the unit of the means; null where its spread is. */
export function factorPosterior(
  { factor, levels, spread }: FactorEstimate,
  priorScale: number,
): Generality['posterior'] {
  if (spread === null) return null;
  const { mean, low, high, positive, tau } = posteriorMean(
    levels.map((level) => level.mean),
    levels.map(({ standardError }) => standardError! ** 2),
    { priorScale },
  )!;
  return { mean, low, high, positive, spreads: { base: null, dataset: null, residual: null, [factor]: tau } };
}

/** Mean of a level's combinations; degrees of freedom of its error after Welch and Satterthwaite. */
function levelOf(
  level: string,
  members: readonly Played[],
  confidence: number | null,
): FactorEstimate['levels'][number] {
  const m = members.length;
  const mean = members.reduce((sum, one) => sum + one.mean, 0) / m;
  const variances = members.map(({ standardError }) => (standardError === null ? Number.NaN : standardError ** 2));
  const sum = variances.reduce((total, v) => total + v, 0);
  if (!Number.isFinite(sum)) return { level, mean, standardError: null, low: null, high: null };
  const standardError = Math.sqrt(sum) / m;
  if (confidence === null) return { level, mean, standardError, low: null, high: null };
  const df = sum > 0 ? sum ** 2 / variances.reduce((total, v, i) => total + v ** 2 / members[i]!.df, 0) : 1;
  const half = studentQuantile((1 + confidence) / 2, df) * standardError;
  return { level, mean, standardError, low: mean - half, high: mean + half };
}

/** A mean over levels with the standard deviation between them. */
interface LevelMean {
  readonly estimate: NonNullable<Generality['estimate']>;
  /** Null where some level has no standard error. */
  readonly spread: number | null;
}

/**
 * The mean over two levels or more as an estimate for levels like them: random effects with known variances
 * (`randomEffectsMean`); Student's t of the levels' means where a variance is not known.
 */
export function meanOverLevels(
  levels: readonly { readonly mean: number; readonly standardError: number | null }[],
  confidence: number,
): LevelMean {
  const means = levels.map(({ mean }) => mean);
  const variances = levels.flatMap(({ standardError }) => (standardError ? standardError ** 2 : []));
  if (variances.length < levels.length) {
    const { mean, low, high } = meanInterval(means, confidence)!;
    const df = levels.length - 1;
    const standardError = (high! - mean) / studentQuantile((1 + confidence) / 2, df);
    return { estimate: { method: 'mean of levels', mean, standardError, df, low: low!, high: high! }, spread: null };
  }
  const { tau, ...estimate } = randomEffectsMean(means, variances, confidence)!;
  return { estimate: { method: 'random effects', ...estimate }, spread: tau };
}
