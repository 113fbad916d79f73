import { type MatchTable, mirrored, type TableMean } from './match-table.js';

export interface CrossedEffects extends TableMean {
  /** Variances between rows, between columns, and of what is left. */
  readonly rows: number;
  readonly columns: number;
  readonly residual: number;
}

/**
 * REML fit of value = mean + row effect + column effect + rest, both effects random. A complete table has four
 * orthogonal strata, so the restricted likelihood is one of mean squares and its maximum is known without a search: the
 * expected mean squares R + J·A and R + I·B may not be below R, and those that are get pooled with it, smallest first
 * (Searle, Casella & McCulloch, Variance Components, ch. 4; the constraint is a tree order). Degrees of freedom are
 * Satterthwaite's. Null for fewer than two rows or columns. Throws RangeError for an incomplete table.
 */
export function crossedEffects(table: MatchTable): CrossedEffects | null {
  const columns = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== columns)) throw new RangeError('the table is not complete');
  if (table.length < 2 || columns < 2) return null;
  // the effects are named by the caller's table whichever of the two mirror images was analysed
  const found = mirrored(table, (values) => ({ ...fit(values), turned: values !== table }));
  const { turned, ...effects } = found;
  return turned ? { ...effects, rows: effects.columns, columns: effects.rows } : effects;
}

function fit(values: MatchTable): CrossedEffects {
  const [I, J] = [values.length, values[0]!.length];
  const mean = values.flat().reduce((a, b) => a + b, 0) / (I * J);
  const rowMeans = values.map((row) => row.reduce((a, b) => a + b, 0) / J);
  const columnMeans = values[0]!.map((_, j) => values.reduce((a, row) => a + row[j]!, 0) / I);
  const squares = (items: readonly number[]): number => items.reduce((a, x) => a + x * x, 0);
  const a = { sum: J * squares(rowMeans.map((m) => m - mean)), df: I - 1 };
  const b = { sum: I * squares(columnMeans.map((m) => m - mean)), df: J - 1 };
  const rest = {
    sum: squares(values.flatMap((row, i) => row.map((x, j) => x - rowMeans[i]! - columnMeans[j]! + mean))),
    df: (I - 1) * (J - 1),
  };
  for (const stratum of [a, b].sort((x, y) => x.sum / x.df - y.sum / y.df)) {
    if (stratum.sum / stratum.df >= rest.sum / rest.df) continue;
    rest.sum += stratum.sum;
    rest.df += stratum.df;
  }
  const residual = rest.sum / rest.df;
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
