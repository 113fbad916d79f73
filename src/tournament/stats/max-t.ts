import { signedSums, signSplits } from '../../rating/numerics/index.js';

/** 2^16 patterns with their opposites: all of them up to 16 replicates. */
const BITS = 15;

/**
 * p-values adjusted for several measures by step-down max-T over joint sign flips (Westfall & Young, Resampling-Based
 * Multiple Testing, 1993, algorithm 2.8): all measures of a replicate change sign together, so that dependence between
 * measures is used, and the probability of any false rejection is at most alpha. The statistic of a measure is |sum| /
 * root of the sum of squares, which orders patterns as |t| does and gives a measure with fewer replicates no heavier
 * tail. Exact over all 2^n patterns up to 16 replicates, over a fixed group of 2^16 beyond (`signSplits`).
 * @param differences A row for each measure, a column for each replicate; null where it was not measured.
 * @returns Adjusted p by row; null for a row without a value.
 */
export function maxT(differences: readonly (readonly (number | null)[])[]): (number | null)[] {
  const replicates = Math.max(0, ...differences.map((row) => row.length));
  const splits = signSplits(replicates, BITS);
  const tested = differences
    .map((row, index) => ({ index, values: row.map((value) => value ?? 0), measured: row.some((v) => v !== null) }))
    .filter(({ measured }) => measured)
    .map(({ index, values }) => {
      const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
      const sizes = signedSums(values, splits).map((sum) => Math.abs(sum) / norm);
      return { index, sizes, observed: sizes[0]! };
    })
    .sort((a, b) => b.observed - a.observed);
  const counts = tested.map(() => 0);
  for (let x = 0; x < 2 ** splits.bits; x++) {
    let largest = 0;
    for (let i = tested.length - 1; i >= 0; i--) {
      const { sizes, observed } = tested[i]!;
      if (sizes[x]! > largest) largest = sizes[x]!;
      // sums that differ by rounding alone are ties
      if (largest >= observed - 1e-9) counts[i]!++;
    }
  }
  const adjusted: (number | null)[] = differences.map(() => null);
  let least = 0;
  tested.forEach(({ index }, i) => {
    least = Math.max(least, counts[i]! / 2 ** splits.bits);
    adjusted[index] = least;
  });
  return adjusted;
}
