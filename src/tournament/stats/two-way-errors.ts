import { type MatchTable, mirrored, type TableMean } from './match-table.js';

/**
 * The mean of all matches with a standard error that is robust to dependence within rows and within columns: V = V_row
 * + V_col - V_cell, each G/(G-1) Σ (sum of a cluster's residuals)² / n², never below the larger of V_row and V_col; df
 * is the smaller number of clusters - 1 (Cameron, Gelbach & Miller, Robust inference with multiway clustering, JBES 29,
 * 2011). Null for fewer than two rows or columns.
 */
export function twoWayMean(table: MatchTable): TableMean | null {
  if (table.length < 2 || table[0]!.length < 2) return null;
  return mirrored(table, (values) => {
    const [rows, columns] = [values.length, values[0]!.length];
    const n = rows * columns;
    const mean = values.flat().reduce((a, b) => a + b, 0) / n;
    const variance = (sums: readonly number[]): number =>
      ((sums.length / (sums.length - 1)) * sums.reduce((a, s) => a + s * s, 0)) / (n * n);
    const ofRows = variance(values.map((row) => row.reduce((a, x) => a + (x - mean), 0)));
    const ofColumns = variance(values[0]!.map((_, j) => values.reduce((a, row) => a + (row[j]! - mean), 0)));
    const ofCells = variance(values.flat().map((x) => x - mean));
    const both = Math.max(ofRows + ofColumns - ofCells, ofRows, ofColumns);
    return { mean, standardError: Math.sqrt(both), df: Math.min(rows, columns) - 1 };
  });
}
