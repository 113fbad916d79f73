/** The trend that a study declares: whether the contrast of the arms changes along one axis of the grid. */

import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/numerics/index.js';
import type { CellSettings, StudySpec, Trend as TrendAnswer } from '../../spec/api/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { SCALES } from '../report/index.js';
import { signFlipInterval } from '../stats/index.js';
import type { Contrast } from '../verdict/index.js';
import { settingText } from './study-grid.js';

/** One cell as the trend needs it; `contrast` is null until its tournament has ended. */
export interface TrendCell {
  readonly repetition: number;
  readonly settings: CellSettings;
  readonly contrast: Contrast | null;
}

/** The conclusion; `too early` until every cell has ended. */
type TrendState = Trend['state'];

/** The arms' difference at one level of the axis. */
type TrendLevel = Trend['levels'][number];

/** The trend with its test. */
export type Trend = TrendAnswer;

/**
 * Weights of a linear contrast over k equally spaced levels (least-squares slope): they sum to 0, and an increase of 1
 * per level gives 1. Reversing them changes their sign.
 *
 * @internal
 */
export function linearWeights(k: number): number[] {
  const centred = Array.from({ length: k }, (_, i) => i - (k - 1) / 2);
  const sum = centred.reduce((total, c) => total + c * c, 0);
  return centred.map((c) => c / sum);
}

/**
 * Tests the declared trend: a linear contrast over the levels, counted 1, 2, 3, within each replicate (one seed at
 * every level), averaged over the other settings; then exact sign flips over replicates, as for the arms. Valid if tone
 * has no effect at any level (swapping the arms' labels changes the sign of every slope), and if it has the same effect
 * at all levels with errors that are exchangeable between levels (reversing the weights changes their sign). A
 * replicate that lacks a level is left out. Returns null for a study without a declared trend; no interval and no p
 * before every cell has ended.
 */
export function studyTrend(spec: StudySpec, cells: readonly TrendCell[]): Trend | null {
  if (!spec.trend) return null;
  const { axis, alpha } = spec.trend;
  const values = spec.grid[axis] as readonly NonNullable<CellSettings[typeof axis]>[];
  const contrasts = cells.flatMap(({ contrast }) => contrast ?? []);
  const incomplete = contrasts.length < cells.length;
  const scale: Trend['scale'] = contrasts.every((contrast) => contrast.scale === 'elo') ? 'elo' : 'score';
  const units = unitsOf(axis, values, cells, scale);
  const slopes = units.map((levels) =>
    linearWeights(values.length).reduce((sum, weight, k) => sum + weight * levels[k]!, 0),
  );
  const needed = replicatesNeeded(alpha);
  const interval = !incomplete ? (signFlipInterval(slopes, alpha) ?? meanInterval(slopes, 1 - alpha)) : null;
  const p = !incomplete && slopes.length >= needed ? signFlipTest(slopes).p : null;
  const slope = slopes.length > 0 ? slopes.reduce((sum, one) => sum + one, 0) / slopes.length : null;
  const state: TrendState = incomplete
    ? 'too early'
    : p === null
      ? 'too few replicates'
      : p > alpha
        ? 'no trend shown'
        : slope! > 0
          ? 'rising'
          : 'falling';
  const summary = {
    axis,
    alpha,
    state,
    scale,
    slope,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    p,
    replicates: slopes.length,
    needed,
  };
  return {
    ...summary,
    levels: values.map((value, k) =>
      levelOf(
        settingText(axis, value),
        units.map((levels) => levels[k]!),
        alpha,
        !incomplete,
      ),
    ),
    line: lineOf(summary),
  };
}

/**
 * Returns the differences by level for each replicate that has all levels, averaged over the settings of the other
 * axes.
 */
function unitsOf(
  axis: string,
  values: readonly unknown[],
  cells: readonly TrendCell[],
  scale: Trend['scale'],
): number[][] {
  const levelIndex = new Map(values.map((value, k) => [canonicalJson(value), k]));
  const units = new Map<string, Map<string, number[]>>(); // by replicate, then by the other settings, then by level
  const strata = new Set<string>();
  for (const { repetition, settings, contrast } of cells) {
    const { [axis as 'band']: value, ...others } = settings;
    const stratum = canonicalJson(others);
    strata.add(stratum);
    for (const { replicate, [scale]: difference } of contrast?.differences ?? []) {
      if (difference === null) continue;
      const unit = `${repetition}/${replicate}`;
      if (!units.has(unit)) units.set(unit, new Map());
      const levels = units.get(unit)!.get(stratum) ?? [];
      levels[levelIndex.get(canonicalJson(value))!] = difference;
      units.get(unit)!.set(stratum, levels);
    }
  }
  return [...units.values()].flatMap((byStratum) => {
    const rows = [...byStratum.values()];
    const isComplete =
      rows.length === strata.size && rows.every((levels) => values.every((_, k) => levels[k] !== undefined));
    return isComplete ? [values.map((_, k) => rows.reduce((sum, levels) => sum + levels[k]!, 0) / rows.length)] : [];
  });
}

function levelOf(level: string, values: readonly number[], alpha: number, withInterval: boolean): TrendLevel {
  const mean = values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  const interval = withInterval ? (signFlipInterval(values, alpha) ?? meanInterval(values, 1 - alpha)) : null;
  return { level, mean, low: interval?.low ?? null, high: interval?.high ?? null, replicates: values.length };
}

function lineOf({
  axis,
  state,
  scale,
  slope,
  low,
  high,
  p,
  replicates,
  needed,
  alpha,
}: Omit<Trend, 'levels' | 'line'>): string {
  if (state === 'too early') return `trend over ${axis}: too early, not every cell has ended`;
  const { write, unit } = SCALES[scale];
  const ends =
    low === null || high === null
      ? ''
      : `, ${Number((100 * (1 - alpha)).toFixed(2))} % interval ${write(low)} to ${write(high)}`;
  const amount = `${write(slope)} ${unit} a level (${replicates} replicates${ends})`;
  if (state === 'too few replicates')
    return `trend over ${axis}: ${amount}; too few replicates: ${needed} are needed for alpha ${alpha}`;
  return `trend over ${axis}: ${amount}; ${state}, p = ${p!.toPrecision(2)}`;
}
