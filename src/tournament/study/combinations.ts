/** A study's cells as a table of bases and datasets: the arms' difference of every combination with its error. */
import type { CellSettings, Generality, StudySpec } from '../../spec/api/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import type { TournamentState } from '../../vocabulary/index.js';
import type { Verdict } from '../verdict/index.js';
import { sourceText } from './study-grid.js';

/** One cell as the table needs it. */
export interface FactorCell {
  readonly ordinal: number;
  readonly name: string;
  readonly repetition: number;
  readonly settings: CellSettings;
  /** Addresses of the cell's plan. */
  readonly base: string;
  readonly dataset: string;
  readonly state: TournamentState | null;
  readonly verdict: Pick<Verdict, 'state' | 'contrast' | 'failedChecks'> | null;
}

/** One base with one dataset; `df` belongs to the standard error. */
export type Combination = Generality['combinations'][number] & { readonly df: number };

/** All combinations, and what does not enter them. */
export interface CombinationTable {
  /** By base, then by dataset, in the order of the grid. */
  readonly combinations: readonly Combination[];
  readonly leftOut: Generality['leftOut'];
  readonly scale: Generality['scale'];
  /** Settings of the other axes. */
  readonly settings: number;
}

const ENDED: ReadonlySet<TournamentState | null> = new Set(['finished', 'failed', 'cancelled']);

/** Whether the cell's tournament has ended, so that nothing more comes of it. */
export const hasEnded = ({ state }: Pick<FactorCell, 'state'>): boolean => ENDED.has(state);

/** Why a cell does not enter; null if it does. */
function reasonOut(cell: FactorCell): string | null {
  if (!hasEnded(cell)) return 'has not ended';
  const { verdict } = cell;
  if (!verdict?.contrast || verdict.contrast.differences.length === 0) return `${cell.state} without a replicate`;
  if (verdict.state === 'invalid') return `invalid: ${verdict.failedChecks.map(({ check }) => check).join(', ')}`;
  return verdict.state === 'too early' ? `${cell.state} before its schedule was complete` : null;
}

/**
 * Returns the table. The unit is a replicate (one seed of one repetition): its difference is the mean over the other
 * settings of the grid, of which it must have all, so that combinations differ in base and dataset alone. The standard
 * error is that of a mean of independent replicates.
 */
export function combinationTable(spec: StudySpec, cells: readonly FactorCell[]): CombinationTable {
  const reasons = new Map(cells.map((cell) => [cell, reasonOut(cell)]));
  const used = cells.filter((cell) => reasons.get(cell) === null);
  const scale = used.every(({ verdict }) => verdict!.contrast!.scale === 'elo') ? 'elo' : 'score';
  const settings = new Set(cells.map(otherSettings)).size;
  const groups = new Map<string, FactorCell[]>();
  for (const cell of cells) {
    const key = canonicalJson([cell.base, cell.dataset]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const combinations = [...groups.values()].map((group): Combination => {
    const entering = group.filter((cell) => reasons.get(cell) === null);
    const units = unitsOf(entering, scale, settings);
    if (units.length === 0)
      for (const cell of entering) reasons.set(cell, 'its base and dataset lack another setting of the grid');
    const [{ settings: own, base, dataset }] = group as [FactorCell, ...FactorCell[]];
    return {
      base: sourceText(own.base ?? spec.tournament.base ?? base),
      dataset: sourceText(own.dataset ?? spec.tournament.dataset ?? dataset),
      cells: units.length === 0 ? [] : entering.map(({ ordinal }) => ordinal),
      ...meanOf(units),
    };
  });
  const leftOut = cells.flatMap((cell) => {
    const reason = reasons.get(cell);
    return reason ? [{ cell: cell.ordinal, name: cell.name, reason }] : [];
  });
  return { combinations, leftOut, scale, settings };
}

function otherSettings({ settings: { base: _base, dataset: _dataset, ...others } }: FactorCell): string {
  return canonicalJson(others);
}

/** One difference for every replicate that has all settings. */
function unitsOf(cells: readonly FactorCell[], scale: 'elo' | 'score', settings: number): number[] {
  const units = new Map<string, number[]>();
  for (const { repetition, verdict } of cells)
    for (const { replicate, [scale]: difference } of verdict!.contrast!.differences) {
      if (difference === null) continue;
      const unit = `${repetition}/${replicate}`;
      units.set(unit, [...(units.get(unit) ?? []), difference]);
    }
  return [...units.values()]
    .filter((values) => values.length === settings)
    .map((values) => values.reduce((sum, value) => sum + value, 0) / settings);
}

function meanOf(units: readonly number[]): Pick<Combination, 'mean' | 'standardError' | 'replicates' | 'df'> {
  const n = units.length;
  if (n === 0) return { mean: null, standardError: null, replicates: 0, df: 0 };
  const mean = units.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, standardError: null, replicates: 1, df: 0 };
  const variance = units.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, standardError: Math.sqrt(variance / n), replicates: n, df: n - 1 };
}
