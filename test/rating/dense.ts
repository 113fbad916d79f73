/**
 * Davidson's fit a second time, straight from its definition and with nothing of src/rating: single games,
 * probabilities by Math.exp, full matrices, player 0 at 0, plain Newton steps, Gauss-Jordan elimination. For pools
 * without surprises.
 */
export type PointsGame = readonly [white: number, black: number, points2: 0 | 1 | 2];

export interface DenseFit {
  /** Strengths with mean 0, then δ, then η. */
  readonly at: readonly number[];
  readonly logLikelihood: number;
  /** Of the strengths with mean 0. */
  readonly covariance: readonly (readonly number[])[];
}

export function denseDavidson(players: number, games: readonly PointsGame[]): DenseFit {
  const size = players + 2;
  const at = Array.from({ length: size }, () => 0);
  let information: number[][] = [];
  let logLikelihood = 0;
  for (let step = 0; step < 30; step++) {
    const gradient = Array.from({ length: size }, () => 0);
    information = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
    logLikelihood = 0;
    for (const [w, b, points2] of games) {
      const x = at[w]! - at[b]! + at[players]!;
      const weights = [Math.exp(-x / 2), Math.exp(at[players + 1]!), Math.exp(x / 2)];
      const sum = weights[0]! + weights[1]! + weights[2]!;
      const p = weights.map((weight) => weight / sum);
      logLikelihood += Math.log(p[points2]!);
      // sufficient statistics of the three outcomes by parameter: points of White, and the draw
      const entries = [
        [w, [0, 0.5, 1]],
        [b, [0, -0.5, -1]],
        [players, [0, 0.5, 1]],
        [players + 1, [0, 1, 0]],
      ] as const;
      const mean = (values: readonly number[]): number => values.reduce((total, value, k) => total + p[k]! * value, 0);
      for (const [i, first] of entries) {
        gradient[i]! += first[points2]! - mean(first);
        for (const [j, second] of entries)
          information[i]![j]! += mean(first.map((value, k) => value * second[k]!)) - mean(first) * mean(second);
      }
    }
    const moved = inverseOf(information, 1).map((row) => row.reduce((sum, value, j) => sum + value * gradient[j]!, 0));
    moved.forEach((value, i) => {
      at[i]! += value;
    });
  }
  const inverse = inverseOf(information, 1);
  const mean = at.slice(0, players).reduce((sum, value) => sum + value, 0) / players;
  const rows = inverse.slice(0, players).map((row) => row.slice(0, players));
  const means = rows.map((row) => row.reduce((sum, value) => sum + value, 0) / players);
  const all = means.reduce((sum, value) => sum + value, 0) / players;
  return {
    at: at.map((value, i) => (i < players ? value - mean : value)),
    logLikelihood,
    covariance: rows.map((row, i) => row.map((value, j) => value - means[i]! - means[j]! + all)),
  };
}

/** Inverse of the matrix without its first `fixed` rows and columns, which are 0 in the result. */
function inverseOf(matrix: readonly (readonly number[])[], fixed: number): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = fixed; column < n; column++) {
    let pivot = column;
    for (let i = column; i < n; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const scale = rows[column]![column]!;
    rows[column] = rows[column]!.map((value) => value / scale);
    for (let i = fixed; i < n; i++) {
      const factor = rows[i]![column]!;
      if (i !== column && factor !== 0) rows[i] = rows[i]!.map((value, j) => value - factor * rows[column]![j]!);
    }
  }
  return rows.map((row, i) => row.slice(n).map((value, j) => (i < fixed || j < fixed ? 0 : value)));
}
