/** The arms' difference over bases and datasets together, both as random factors. */
import { studentQuantile } from '../../rating/numerics/index.js';
import type { Generality } from '../../spec/api/index.js';
import { crossedEffects } from '../stats/index.js';
import { type FactorEstimate, meanOverLevels, type Played } from './level-means.js';

/** The part of the summary that concerns all factors together. */
type JointEstimate = Pick<Generality, 'estimate' | 'variances'>;

const NOTHING: JointEstimate['variances'] = { base: null, dataset: null, residual: null, sampling: null };

/**
 * Estimates over both factors where both have two levels, else over the one that has. A complete table is fitted by
 * REML as crossed random effects. Degrees of freedom are those of the factor with fewer levels, as for two-way clusters
 * (Cameron, Gelbach & Miller, JBES 29, 2011): with Satterthwaite's, two bases and six datasets cover the truth in 91 %
 * where bases differ by 40 Elo, because an estimate of a variance from two levels is often far too small. An incomplete
 * table gets the random-effects mean of its combinations with the largest of three standard errors (of combinations, of
 * bases, of datasets), since combinations of one base are not independent; its variance components are not told.
 */
export function jointEstimate(
  played: readonly Played[],
  [base, dataset]: readonly [FactorEstimate, FactorEstimate],
  { confidence, final }: { confidence: number; final: boolean },
): JointEstimate {
  const errors = played.flatMap(({ standardError }) => standardError ?? []);
  const sampling =
    played.length > 0 && errors.length === played.length
      ? errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length
      : null;
  const nothing = { estimate: null, variances: { ...NOTHING, sampling } };
  if (!final) return nothing;
  const [one, two] = [base, dataset].filter(({ levels }) => levels.length > 1);
  if (!one) return nothing;
  if (!two) {
    const { factor, estimate, spread } = one;
    const variance = spread === null ? null : spread ** 2;
    return { estimate, variances: { ...NOTHING, sampling, [factor]: variance } };
  }
  const df = Math.min(base.levels.length, dataset.levels.length) - 1;
  const table = base.levels.map(({ level: row }) =>
    dataset.levels.flatMap(
      ({ level }) => played.find((each) => each.base === row && each.dataset === level)?.mean ?? [],
    ),
  );
  if (table.some((row) => row.length < dataset.levels.length))
    return { ...nothing, estimate: incomplete(played, [base, dataset], df, confidence) };
  const { mean, standardError: fitted, rows, columns, residual } = crossedEffects(table)!;
  const standardError = Math.max(fitted, Math.sqrt((sampling ?? 0) / played.length));
  return {
    estimate: { method: 'crossed effects', mean, standardError, df, ...around(mean, standardError, df, confidence) },
    variances: { base: rows, dataset: columns, residual, sampling },
  };
}

const around = (mean: number, standardError: number, df: number, confidence: number) => {
  const half = studentQuantile((1 + confidence) / 2, df) * standardError;
  return { low: mean - half, high: mean + half };
};

function incomplete(
  played: readonly Played[],
  factors: readonly FactorEstimate[],
  df: number,
  confidence: number,
): JointEstimate['estimate'] {
  const { estimate } = meanOverLevels(played, confidence);
  const byLevel = factors.map(({ factor, levels }) => {
    const means = levels.map(({ level }) => {
      const own = played.filter((one) => one[factor] === level);
      const unknown = own.some(({ standardError }) => standardError === null);
      const sum = own.reduce((total, { standardError }) => total + (standardError ?? 0) ** 2, 0);
      return {
        mean: own.reduce((total, one) => total + one.mean, 0) / own.length,
        standardError: unknown ? null : Math.sqrt(sum) / own.length,
      };
    });
    return meanOverLevels(means, confidence).estimate.standardError;
  });
  const standardError = Math.max(estimate.standardError, ...byLevel);
  return { ...estimate, standardError, df, ...around(estimate.mean, standardError, df, confidence) };
}
