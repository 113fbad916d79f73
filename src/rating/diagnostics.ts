import { ELO_PER_LOG } from './elo.js';
import { normalCdf, normalQuantile } from './normal.js';
import { lawOf, type ModelName } from './outcome-models.js';
import type { PairCells } from './pair-cells.js';
import type { PlayersRating } from './rate-players.js';

/** P(row is stronger than column), one-sided and unadjusted; null between those on different scales. */
export function losMatrix({ players, groupOf, covariance }: PlayersRating): (number | null)[][] | undefined {
  if (!covariance) return undefined;
  const n = players.length;
  return players.map((a, i) =>
    players.map((b, j) => {
      if (i === j || a.elo === null || b.elo === null || groupOf[i] !== groupOf[j]) return null;
      const variance = covariance[i * n + i]! + covariance[j * n + j]! - 2 * covariance[i * n + j]!;
      return variance > 0 ? normalCdf((a.elo - b.elo) / Math.sqrt(variance)) : null;
    }),
  );
}

/** Best and worst place of each player that simultaneous 95 % intervals of all differences leave open (Bonferroni). Null for the unrated. */
export function rankIntervalsOf({ players, groupOf, covariance }: PlayersRating): ([number, number] | null)[] {
  const n = players.length;
  const z = normalQuantile(0.025 / Math.max(1, (n * (n - 1)) / 2));
  return players.map(({ elo }, i) => {
    if (elo === null || !covariance) return null;
    let [above, below, rated] = [0, 0, 0];
    players.forEach(({ elo: other }, j) => {
      if (other === null || groupOf[j] !== groupOf[i]) return;
      rated++;
      const spread = -z * Math.sqrt(Math.max(0, covariance[i * n + i]! + covariance[j * n + j]! - 2 * covariance[i * n + j]!));
      if (other - elo > spread) above++;
      if (elo - other > spread) below++;
    });
    return [1 + above, rated - below];
  });
}

export interface Pairing {
  readonly a: number;
  readonly b: number;
  readonly games: number;
  /** Points of a; `expected` is null where one of the two has no rating on the other's scale. */
  readonly points: number;
  readonly expected: number | null;
  /** Of the points, by the model; in the logistic model draws that were seen lower it. */
  readonly variance: number | null;
}

/** Cross table of those who met: what each took from the other beside what the ratings expect. */
export function crossTable({ white, black, wins, draws, losses, players }: PairCells, { fit, groupOf }: PlayersRating, model: ModelName): Pairing[] {
  const pairings = new Map<number, { a: number; b: number; games: number; points: number; expected: number | null; variance: number | null }>();
  for (let i = 0; i < white.length; i++) {
    const [w, l] = [white[i]!, black[i]!];
    const [a, b] = w < l ? [w, l] : [l, w];
    let pairing = pairings.get(a * players + b);
    const comparable = fit && groupOf[a] !== -1 && groupOf[a] === groupOf[b];
    if (!pairing) pairings.set(a * players + b, (pairing = { a, b, games: 0, points: 0, expected: comparable ? 0 : null, variance: comparable ? 0 : null }));
    const games = wins[i]! + draws[i]! + losses[i]!;
    const points = wins[i]! + draws[i]! / 2;
    pairing.games += games;
    pairing.points += w === a ? points : games - points;
    if (!comparable) continue;
    const [win, draw] = lawOf(model, fit.lambda[w]! - fit.lambda[l]! + fit.delta, fit.eta);
    const score = win + draw / 2;
    pairing.expected! += games * (w === a ? score : 1 - score);
    pairing.variance! += games * (win + draw / 4 - score * score) - (model === 'logistic' ? draws[i]! / 4 : 0);
  }
  return [...pairings.values()].sort((p, q) => p.a - q.a || p.b - q.b);
}

/** Payoff of each player against each other as a share of points; what was not played comes from the ratings, else is even. */
export function payoffs(pairings: readonly Pairing[], rating: PlayersRating): number[][] {
  const n = rating.players.length;
  const { fit, groupOf } = rating;
  const expected = (i: number, j: number): number =>
    fit && groupOf[i] !== -1 && groupOf[i] === groupOf[j] ? 1 / (1 + 10 ** ((fit.lambda[j]! - fit.lambda[i]!) * (ELO_PER_LOG / 400))) : 0.5;
  const matrix = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => expected(i, j)));
  for (const { a, b, points, games } of pairings) {
    matrix[a]![b] = points / games;
    matrix[b]![a] = 1 - points / games;
  }
  return matrix;
}
