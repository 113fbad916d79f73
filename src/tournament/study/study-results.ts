/** Results and state of a study, computed from its tournaments. */

import type { StudyResults as StudyAnswer, StudyResultRow, StudySpec } from '../../spec/api/index.js';
import type { TournamentState } from '../../vocabulary/index.js';
import { AXES } from '../../vocabulary/index.js';
import { type CsvValue, csvLine } from '../report/index.js';
import { holm } from '../stats/index.js';
import type { Verdict } from '../verdict/index.js';
import { hasEnded } from './combinations.js';
import { type GeneralityCell, generalityOf } from './generality.js';
import { studyTrend } from './study-trend.js';

/** One cell of the grid with its tournament; `state` is null for a cell that has not been released. */
export interface ResultCell extends GeneralityCell {
  readonly tournament: string;
  readonly planHash: string;
  /** Null for a cell without games, and for an open tournament whose verdict was not requested. */
  readonly verdict: Verdict | null;
}

/** All cells with the declared trend and the summary over bases and datasets. */
export type StudyResults = Pick<StudyAnswer, 'trend' | 'invalid' | 'generality'> & {
  readonly rows: readonly StudyResultRow[];
};

/**
 * State of a study from whether its cancellation was requested and the states of its cells:
 *
 *   created    no cell has been released
 *   running    a cell is running or waiting
 *   finished   every cell has finished
 *   failed     every cell has ended, some without finishing
 *   cancelled  cancelled, and no cell is running
 */
export function studyState(cancelRequested: boolean, states: readonly (TournamentState | null)[]): TournamentState {
  if (states.some((state) => state === 'created' || state === 'running')) return 'running';
  if (cancelRequested) return 'cancelled';
  if (states.every((state) => state === null)) return 'created';
  if (states.includes(null)) return 'running';
  return states.every((state) => state === 'finished') ? 'finished' : 'failed';
}

/**
 * Returns the rows of all cells, with Holm's adjustment over them, the trend over cells that have ended, and how far
 * the difference reaches.
 */
export function studyResults(spec: StudySpec, cells: readonly ResultCell[]): StudyResults {
  const adjusted = holm(cells.map(({ verdict }) => verdict?.contrast?.p ?? null));
  return {
    rows: cells.map((cell, i) => rowOf(cell, adjusted[i]!)),
    trend: studyTrend(
      spec,
      cells.map((cell) => ({
        repetition: cell.repetition,
        settings: cell.settings,
        contrast: hasEnded(cell) ? (cell.verdict?.contrast ?? null) : null,
      })),
    ),
    generality: generalityOf(spec, cells),
    invalid: cells.filter(({ verdict }) => verdict?.state === 'invalid').map(({ ordinal }) => ordinal),
  };
}

function rowOf(
  { ordinal, name, repetition, settings, tournament, planHash, state, verdict }: ResultCell,
  adjusted: number | null,
): StudyResultRow {
  const { base = null, dataset = null, method = null, dose, band = null, share = null, temperature = null } = settings;
  const contrast = verdict?.contrast ?? null;
  return {
    object: 'cell',
    cell: ordinal,
    name,
    repetition,
    ...{
      base,
      dataset,
      method,
      examples: dose?.examples ?? null,
      steps: dose?.steps ?? null,
      band,
      share,
      temperature,
    },
    ...{ tournament, planHash, state: state ?? 'waiting', verdict: verdict?.state ?? null },
    first: contrast?.arms[0] ?? null,
    second: contrast?.arms[1] ?? null,
    scale: contrast?.scale ?? null,
    mean: contrast?.mean ?? null,
    low: contrast?.low ?? null,
    high: contrast?.high ?? null,
    p: contrast?.p ?? null,
    adjusted,
    replicates: verdict?.replicates.used.length ?? null,
    differences: contrast?.differences.map(({ difference }) => difference) ?? [],
    line: verdict?.line ?? null,
  };
}

/** CSV with one line per cell; the differences by replicate are one field, separated by blanks. */
export function studyCsv(rows: readonly StudyResultRow[]): string {
  const columns = [
    ...['cell', 'name', 'repetition'],
    ...AXES.flatMap((axis) => (axis === 'dose' ? ['examples', 'steps'] : [axis])),
  ] as (keyof StudyResultRow)[];
  const rest: (keyof StudyResultRow)[] = [
    'tournament',
    'planHash',
    'state',
    'verdict',
    'first',
    'second',
    'scale',
    'mean',
    'low',
    'high',
    'p',
    'adjusted',
    'replicates',
    'differences',
    'line',
  ];
  const all = [...columns, ...rest];
  return (
    csvLine(all) +
    rows
      .map((row) =>
        csvLine(
          all.map((column) => (column === 'differences' ? row.differences.join(' ') : (row[column] as CsvValue))),
        ),
      )
      .join('')
  );
}
