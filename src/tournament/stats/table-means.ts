/**
 * The mean of a table of matches with its error, in two ways that allow for what the matches of one row or one column
 * have in common: crossed random effects, and two-way cluster-robust errors.
 */
import { studentQuantile } from '../../rating/numerics/index.js';
import type { MatchTable } from './match-table.js';

/** The mean of a table with its standard error, in the unit of the table: share of points above ½. */
export interface TableMean {
  readonly mean: number;
  readonly standardError: number;
  /** Degrees of freedom of Student's t. */
  readonly df: number;
}

/** The mean under crossed random effects, with the estimated variances. */
export interface CrossedEffects extends TableMean {
  /** Variance between rows. */
  readonly rows: number;
  /** Variance between columns. */
  readonly columns: number;
  /** Residual variance. */
  readonly residual: number;
}

/** A second opinion on an arm contrast, in Elo, with its t interval; a limit is null where it leaves the scale. */
export interface Opinion extends TableMean {
  readonly elo: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Converts a table's mean to Elo with the t interval of the given confidence (0 to 1). `eloOf` is the scale: Elo of a
 * share of points above ½, null where it is not finite.
 */
export function opinionOf<Mean extends TableMean>(
  tableMean: Mean,
  confidence: number,
  eloOf: (margin: number) => number | null,
): Mean & Opinion {
  const half = studentQuantile((1 + confidence) / 2, tableMean.df) * tableMean.standardError;
  return {
    ...tableMean,
    elo: eloOf(tableMean.mean),
    low: eloOf(tableMean.mean - half),
    high: eloOf(tableMean.mean + half),
  };
}

/**
 * Applies an analysis so that swapping the arms (transposing the table and changing its sign) changes the sign of the
 * mean and nothing else, in every bit: of a table and its mirror image only one is ever analysed.
 */
function analyseMirrored<T extends TableMean>(table: MatchTable, analyse: (table: MatchTable) => T): T {
  const mirror = table[0]!.map((_, j) => table.map((row) => -row[j]! + 0));
  const order = table.length - mirror.length || compareEntries(table.flat(), mirror.flat());
  if (order > 0) return analyse(table);
  const result = analyse(mirror);
  return { ...result, mean: order === 0 ? 0 : -result.mean + 0 };
}

function compareEntries(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}

/**
 * REML fit of value = mean + row effect + column effect + residual, both effects random. A complete table has four
 * orthogonal strata, so the restricted likelihood is one of mean squares and its maximum is known without a search: the
 * expected mean squares R + J·A and R + I·B may not be below R, and those that are get pooled with it, smallest first
 * (Searle, Casella & McCulloch, Variance Components, ch. 4; the constraint is a tree order). Degrees of freedom are
 * Satterthwaite's. Returns null for fewer than two rows or columns. Throws RangeError for an incomplete table.
 */
export function crossedEffects(table: MatchTable): CrossedEffects | null {
  const columns = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== columns)) throw new RangeError('the table is not complete');
  if (table.length < 2 || columns < 2) return null;
  // the effects are named by the caller's table, whichever of the two mirror images was analysed
  const result = analyseMirrored(table, (values) => ({ ...fitCrossedEffects(values), transposed: values !== table }));
  const { transposed, ...effects } = result;
  return transposed ? { ...effects, rows: effects.columns, columns: effects.rows } : effects;
}

function fitCrossedEffects(values: MatchTable): CrossedEffects {
  const [I, J] = [values.length, values[0]!.length];
  const mean = values.flat().reduce((a, b) => a + b, 0) / (I * J);
  const rowMeans = values.map((row) => row.reduce((a, b) => a + b, 0) / J);
  const columnMeans = values[0]!.map((_, j) => values.reduce((a, row) => a + row[j]!, 0) / I);
  const squares = (items: readonly number[]): number => items.reduce((a, x) => a + x * x, 0);
  const a = { sum: J * squares(rowMeans.map((m) => m - mean)), df: I - 1 };
  const b = { sum: I * squares(columnMeans.map((m) => m - mean)), df: J - 1 };
  const error = {
    sum: squares(values.flatMap((row, i) => row.map((x, j) => x - rowMeans[i]! - columnMeans[j]! + mean))),
    df: (I - 1) * (J - 1),
  };
  for (const stratum of [a, b].sort((x, y) => x.sum / x.df - y.sum / y.df)) {
    if (stratum.sum / stratum.df >= error.sum / error.df) continue;
    error.sum += stratum.sum;
    error.df += stratum.df;
  }
  const residual = error.sum / error.df;
  const [ofA, ofB] = [a, b].map(({ sum, df }) => Math.max(sum / df, residual)) as [number, number];
  const total = ofA + ofB - residual;
  const df =
    total > 0
      ? total ** 2 / (ofA ** 2 / a.df + ofB ** 2 / b.df + residual ** 2 / ((I - 1) * (J - 1)))
      : Math.min(I, J) - 1;
  return {
    mean,
    standardError: Math.sqrt(total / (I * J)),
    df,
    rows: (ofA - residual) / J,
    columns: (ofB - residual) / I,
    residual,
  };
}

/**
 * The mean of all matches with a standard error that is robust to dependence within rows and within columns: V = V_row
 * + V_col - V_cell, each G/(G-1) Σ (sum of a cluster's residuals)² / n², never below the larger of V_row and V_col; df
 * is the smaller number of clusters - 1 (Cameron, Gelbach & Miller, Robust inference with multiway clustering, JBES 29,
 * 2011). Returns null for fewer than two rows or columns.
 */
export function twoWayMean(table: MatchTable): TableMean | null {
  if (table.length < 2 || table[0]!.length < 2) return null;
  return analyseMirrored(table, (values) => {
    const [rows, columns] = [values.length, values[0]!.length];
    const n = rows * columns;
    const mean = values.flat().reduce((a, b) => a + b, 0) / n;
    const variance = (sums: readonly number[]): number =>
      ((sums.length / (sums.length - 1)) * sums.reduce((a, s) => a + s * s, 0)) / (n * n);
    const ofRows = variance(values.map((row) => row.reduce((a, x) => a + (x - mean), 0)));
    const ofColumns = variance(values[0]!.map((_, j) => values.reduce((a, row) => a + (row[j]! - mean), 0)));
    const ofCells = variance(values.flat().map((x) => x - mean));
    const combined = Math.max(ofRows + ofColumns - ofCells, ofRows, ofColumns);
    return { mean, standardError: Math.sqrt(combined), df: Math.min(rows, columns) - 1 };
  });
}
