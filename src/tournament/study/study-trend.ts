/** The one trend that a study declares: does the contrast of the arms grow with the dose? */
import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/index.js';
import { type CellSettings, canonicalJson, type StudySpec } from '../../spec/index.js';
import { SCALES } from '../report/index.js';
import { signFlipInterval } from '../stats/index.js';
import type { Contrast } from '../verdict/index.js';
import { settingText } from './study-grid.js';

/** What the trend needs of a cell; `contrast` is null until its tournament has ended. */
export interface TrendCell {
  readonly repetition: number;
  readonly settings: CellSettings;
  readonly contrast: Contrast | null;
}

export type TrendState = 'too early' | 'too few replicates' | 'rising' | 'falling' | 'no trend shown';

export interface TrendLevel {
  readonly level: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly replicates: number;
}

export interface Trend {
  readonly axis: string;
  readonly alpha: number;
  readonly state: TrendState;
  /** Elo; or share of points, for all cells alike, where some child of some cell has no rating. */
  readonly scale: 'elo' | 'score';
  /** The arms' difference at each level, over replicates. */
  readonly levels: readonly TrendLevel[];
  /** Change of the difference from one level to the next: mean over replicates. */
  readonly slope: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  /** Replicates in use, over all repetitions, and how many alpha needs. */
  readonly replicates: number;
  readonly needed: number;
  readonly line: string;
}

/**
 * Weights of a linear contrast over k levels: centred, and such that a rise of 1 a level gives 1. They mirror with
 * their sign.
 */
export function linearWeights(k: number): number[] {
  const centred = Array.from({ length: k }, (_, i) => i - (k - 1) / 2);
  const sum = centred.reduce((total, c) => total + c * c, 0);
  return centred.map((c) => c / sum);
}

/**
 * A linear contrast over the levels, counted 1, 2, 3, within each replicate (one seed at every level), averaged over
 * the other settings; then exact sign flips over replicates, as for the arms. Valid when tone does nothing at any level
 * (swapping the arms' labels flips every slope), and when it does the same at all levels with errors that are
 * exchangeable between levels (the weights mirror). A replicate that lacks one level is left out. Nothing before the
 * last cell has ended.
 */
export function studyTrend(spec: StudySpec, cells: readonly TrendCell[]): Trend | null {
  if (!spec.trend) return null;
  const { axis, alpha } = spec.trend;
  const values = spec.grid[axis] as readonly NonNullable<CellSettings[typeof axis]>[];
  const contrasts = cells.flatMap(({ contrast }) => contrast ?? []);
  const early = contrasts.length < cells.length;
  const scale: Trend['scale'] = contrasts.every((contrast) => contrast.scale === 'elo') ? 'elo' : 'score';
  const units = unitsOf(axis, values, cells, scale);
  const slopes = units.map((levels) =>
    linearWeights(values.length).reduce((sum, weight, k) => sum + weight * levels[k]!, 0),
  );
  const needed = replicatesNeeded(alpha);
  const interval = !early ? (signFlipInterval(slopes, alpha) ?? meanInterval(slopes, 1 - alpha)) : null;
  const p = !early && slopes.length >= needed ? signFlipTest(slopes).p : null;
  const slope = slopes.length > 0 ? slopes.reduce((sum, one) => sum + one, 0) / slopes.length : null;
  const state: TrendState = early
    ? 'too early'
    : p === null
      ? 'too few replicates'
      : p > alpha
        ? 'no trend shown'
        : slope! > 0
          ? 'rising'
          : 'falling';
  const found = {
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
    ...found,
    levels: values.map((value, k) =>
      levelOf(
        settingText(axis, value as never),
        units.map((levels) => levels[k]!),
        alpha,
        !early,
      ),
    ),
    line: lineOf(found),
  };
}

/** Differences by level for each replicate that has all of them, averaged over the settings of the other axes. */
function unitsOf(
  axis: string,
  values: readonly unknown[],
  cells: readonly TrendCell[],
  scale: Trend['scale'],
): number[][] {
  const places = new Map(values.map((value, k) => [canonicalJson(value), k]));
  const units = new Map<string, Map<string, number[]>>(); // replicate, then the other settings, then level
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
      levels[places.get(canonicalJson(value))!] = difference;
      units.get(unit)!.set(stratum, levels);
    }
  }
  return [...units.values()].flatMap((byStratum) => {
    const rows = [...byStratum.values()];
    const whole =
      rows.length === strata.size && rows.every((levels) => values.every((_, k) => levels[k] !== undefined));
    return whole ? [values.map((_, k) => rows.reduce((sum, levels) => sum + levels[k]!, 0) / rows.length)] : [];
  });
}

function levelOf(level: string, values: readonly number[], alpha: number, usable: boolean): TrendLevel {
  const mean = values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  const interval = usable ? (signFlipInterval(values, alpha) ?? meanInterval(values, 1 - alpha)) : null;
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
