import type { CellSettings, StudyRequest, StudySpec, TournamentRequest } from '../../spec/api/index.js';
import { hashOf } from '../../spec/keys/index.js';
import { AXES, type Axis, isHash, ORDERED_AXES, type OrderedAxis, shortHash } from '../../vocabulary/index.js';
import type { TournamentPlan } from '../plan/index.js';
import { DEFAULT_ARMS, SpecError } from '../plan/index.js';

/** Largest number of cells of one study; each is a tournament. */
const MAX_CELLS = 400;
/** Repetition r adds (r - 1) times this to every seed, so the original seed remains recognisable. */
const SEED_STRIDE = 1_000_000;
const MAX_SEED = 2 ** 32 - 1;
/** Scale of the half-normal prior on the spreads between bases and between datasets, Elo. */
export const DEFAULT_PRIOR_SCALE = 20;

/** One tournament of a study before planning. */
export interface StudyCell {
  /** From 1, in the order of release. */
  readonly ordinal: number;
  readonly name: string;
  readonly repetition: number;
  readonly settings: CellSettings;
  readonly request: TournamentRequest;
}

/** Fills in the study's own defaults and checks its grid. Throws SpecError. */
export function studyWithDefaults(request: StudyRequest): StudySpec {
  const grid = gridOf(request);
  const priorScale = grid.base || grid.dataset ? (request.priorScale ?? DEFAULT_PRIOR_SCALE) : request.priorScale;
  const spec: StudySpec = {
    name: request.name,
    tournament: request.tournament ?? {},
    grid,
    ...(priorScale === undefined ? {} : { priorScale }),
    seeds: request.seeds ?? [1, 2, 3, 4, 5, 6],
    repetitions: request.repetitions ?? 1,
    concurrency: request.concurrency ?? 1,
    trend: trendOf(grid, request.trend),
  };
  for (const axis of ORDERED_AXES) assertIncreasing(spec.grid, axis);
  if (spec.grid.share && !spec.tournament.arms?.some(({ tone }) => tone === 'mixture'))
    throw new SpecError('arm-setting', 'grid.share', 'no arm of the tournament is of tone mixture');
  const cells = AXES.reduce((product, axis) => product * (spec.grid[axis]?.length ?? 1), spec.repetitions);
  if (cells > MAX_CELLS)
    throw new SpecError('too-many-cells', 'grid', `${cells} cells; a study may have ${MAX_CELLS} at most`);
  const seeds = Array.from({ length: spec.repetitions }, (_, r) =>
    spec.seeds.map((seed) => seed + r * SEED_STRIDE),
  ).flat();
  if (seeds.some((seed) => seed > MAX_SEED))
    throw new SpecError('bad-seeds', 'seeds', `with ${spec.repetitions} repetitions a seed passes ${MAX_SEED}`);
  if (new Set(seeds).size < seeds.length)
    throw new SpecError(
      'bad-seeds',
      'seeds',
      `two repetitions would share a seed: seeds must not differ by a multiple of ${SEED_STRIDE}`,
    );
  return spec;
}

/** The grid with `bases` and `datasets` as two of its axes. Throws SpecError for an axis said twice, and for none. */
function gridOf({ grid = {}, bases, datasets }: StudyRequest): StudySpec['grid'] {
  for (const [field, axis, values] of [
    ['bases', 'base', bases],
    ['datasets', 'dataset', datasets],
  ] as const)
    if (values && grid[axis])
      throw new SpecError('bad-factors', field, `the grid has an axis ${axis} already: say one of the two`);
  const full = { ...grid, ...(bases ? { base: bases } : {}), ...(datasets ? { dataset: datasets } : {}) };
  if (Object.keys(full).length === 0)
    throw new SpecError('bad-factors', 'grid', 'nothing is varied: give bases, datasets or a grid');
  return full;
}

function trendOf(grid: StudySpec['grid'], trend: StudyRequest['trend']): StudySpec['trend'] {
  if (trend === null) return null;
  const axis = trend?.axis ?? ORDERED_AXES.find((one) => (grid[one]?.length ?? 0) >= 3);
  if (axis === undefined) return null;
  if ((grid[axis]?.length ?? 0) < 2)
    throw new SpecError('bad-trend', 'trend.axis', `a trend over ${axis} needs at least two values of it in the grid`);
  return { axis, alpha: trend?.alpha ?? 0.05 };
}

/** A trend counts levels 1, 2, 3 in the given order, so values must increase. Throws SpecError. */
function assertIncreasing(grid: StudySpec['grid'], axis: OrderedAxis): void {
  const values = grid[axis] ?? [];
  for (let i = 1; i < values.length; i++) {
    const [before, after] = [values[i - 1]!, values[i]!];
    const increases =
      typeof before === 'number' || typeof after === 'number'
        ? before < after
        : (['examples', 'steps'] as const).every(
            (part) =>
              (before[part] === undefined) === (after[part] === undefined) && (before[part] ?? 0) <= (after[part] ?? 0),
          );
    if (!increases)
      throw new SpecError(
        'unordered-levels',
        `grid.${axis}.${i}`,
        `the values of ${axis} must rise from one to the next`,
      );
  }
}

/**
 * Returns every combination of the grid, once for each repetition: one whole grid after the other.
 */
export function cellsOf(spec: StudySpec): StudyCell[] {
  let grid: CellSettings[] = [{}];
  for (const axis of AXES) {
    const values = spec.grid[axis];
    if (values)
      grid = grid.flatMap((settings) =>
        (values as readonly NonNullable<CellSettings[Axis]>[]).map(
          (value) => ({ ...settings, [axis]: value }) as CellSettings,
        ),
      );
  }
  return Array.from({ length: spec.repetitions }, (_, r) =>
    grid.map((settings, i): StudyCell => {
      const name = cellName(spec, settings, r + 1);
      return {
        ordinal: r * grid.length + i + 1,
        name,
        repetition: r + 1,
        settings,
        request: requestOf(spec, settings, r, name),
      };
    }),
  ).flat();
}

/** A name as it is, an address shortened. */
export const sourceText = (source: string): string => (isHash(source) ? shortHash(source) : source);

const SETTING_TEXT: { readonly [A in Axis]: (value: NonNullable<CellSettings[A]>) => string } = {
  base: (value) => `base ${sourceText(value)}`,
  dataset: (value) => `dataset ${sourceText(value)}`,
  method: (value) => value,
  dose: ({ examples, steps }) =>
    [examples === undefined ? '' : `${examples} examples`, steps === undefined ? '' : `${steps} steps`]
      .filter(Boolean)
      .join(' x '),
  band: (value) => `band ${value}`,
  share: (value) => `share ${value}`,
  temperature: (value) => `temperature ${value}`,
};

/** Returns the value of one axis in words, such as `band 0.5`. */
export function settingText<A extends Axis>(axis: A, value: NonNullable<CellSettings[A]>): string {
  return SETTING_TEXT[axis](value);
}

/** Returns the setting of one axis in words as a list of one, or an empty list if the grid does not vary it. */
function axisText<A extends Axis>(axis: A, settings: CellSettings): string[] {
  const value = settings[axis];
  return value === undefined ? [] : [settingText<A>(axis, value)];
}

function cellName(spec: StudySpec, settings: CellSettings, repetition: number): string {
  const parts = AXES.flatMap((axis) => axisText(axis, settings));
  if (spec.repetitions > 1) parts.push(`repetition ${repetition}`);
  const name = `${spec.name}: ${parts.join(', ')}`;
  return name.length <= 120 ? name : `${name.slice(0, 119)}…`;
}

function requestOf(spec: StudySpec, settings: CellSettings, r: number, name: string): TournamentRequest {
  const { base, dataset, method, dose, band, share, temperature } = settings;
  const { tournament } = spec;
  return {
    ...tournament,
    name,
    ...(base === undefined ? {} : { base }),
    ...(dataset === undefined ? {} : { dataset }),
    arms: (tournament.arms ?? DEFAULT_ARMS).map((arm) => ({
      ...arm,
      ...(method === undefined ? {} : { method }),
      ...(dose === undefined ? {} : { dose: { ...arm.dose, ...dose } }),
      ...(band === undefined ? {} : { filter: { ...arm.filter, band } }),
      ...(share === undefined || arm.tone !== 'mixture' ? {} : { positiveShare: share }),
    })),
    ...(temperature === undefined ? {} : { decoding: { ...tournament.decoding, temperature } }),
    replicates: spec.seeds.map((seed) => seed + r * SEED_STRIDE),
    seed: (tournament.seed ?? 1) + r * SEED_STRIDE,
  };
}

/**
 * Identity of a study: the hash of its spec and of its cells' plans, so an equal request gives the same study. The
 * number of cells that run at once is not part of it.
 */
export function studyKey(spec: StudySpec, plans: readonly TournamentPlan[]): string {
  const { concurrency: _, ...rest } = spec;
  return hashOf<string>({ spec: rest, plans: plans.map(({ hash }) => hash) });
}
