import { normalCdf, normalQuantile } from '../numerics/index.js';
import type { PlayersRating } from './players-rating.js';

/**
 * Likelihood of superiority: P(row is stronger than column) by the normal approximation, one-sided and not adjusted for
 * multiple comparisons. Null between players on different scales; undefined without a covariance.
 * @returns Players x players.
 */
export function losMatrix({ players, groupOf, covariance }: PlayersRating): (number | null)[][] | undefined {
  if (!covariance) return undefined;
  const n = players.length;
  const matrix = players.map(() => new Array<number | null>(n).fill(null));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [players[i]!.elo, players[j]!.elo];
      if (a === null || b === null || groupOf[i] !== groupOf[j]) continue;
      const variance = differenceVariance(covariance, n, i, j);
      if (!(variance > 0)) continue;
      matrix[i]![j] = normalCdf((a - b) / Math.sqrt(variance));
      matrix[j]![i] = normalCdf((b - a) / Math.sqrt(variance));
    }
  return matrix;
}

/**
 * Best and worst rank of each player within its group that are consistent with simultaneous 95 % intervals of all
 * differences (Bonferroni). Null for unrated players, and for all players without a covariance.
 */
export function rankIntervals({ players, groupOf, covariance }: PlayersRating): ([number, number] | null)[] {
  const n = players.length;
  const z = normalQuantile(0.025 / Math.max(1, (n * (n - 1)) / 2));
  const above = new Int32Array(n);
  const below = new Int32Array(n);
  const rated = new Int32Array(n);
  for (let i = 0; covariance && i < n; i++) {
    const elo = players[i]!.elo;
    if (elo === null) continue;
    rated[i]!++;
    for (let j = 0; j < i; j++) {
      const other = players[j]!.elo;
      if (other === null || groupOf[j] !== groupOf[i]) continue;
      rated[i]!++;
      rated[j]!++;
      const spread = -z * Math.sqrt(Math.max(0, differenceVariance(covariance, n, i, j)));
      const [stronger, weaker] = other > elo ? [j, i] : [i, j];
      if (Math.abs(other - elo) <= spread) continue;
      above[weaker]!++;
      below[stronger]!++;
    }
  }
  return players.map(({ elo }, i) => (elo === null || !covariance ? null : [1 + above[i]!, rated[i]! - below[i]!]));
}

/** Variance of the difference of two ratings, from the n x n covariance. */
function differenceVariance(covariance: Float64Array, n: number, i: number, j: number): number {
  return covariance[i * n + i]! + covariance[j * n + j]! - 2 * covariance[i * n + j]!;
}
