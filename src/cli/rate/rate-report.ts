import {
  alphaRank,
  crossTable,
  cycleTest,
  losMatrix,
  type Pairings,
  type PlayerRating,
  type PlayersRating,
  payoffs,
  rankIntervals,
} from '../../rating/davidson/index.js';
import { ELO_PER_LOG, type ModelName } from '../../rating/elo/index.js';
import type { GamesToRate } from './rate-games.js';
import type { RateReport } from './rate-text.js';

/**
 * The report of `sentimate rate` without the matrices. `order` lists the indices of its players: strongest first,
 * players with a perfect score first or last.
 */
export function buildReport(
  { names, cells, games, passedOver }: GamesToRate,
  found: PlayersRating,
  pairings: Pairings,
  model: ModelName,
): { report: RateReport; order: readonly number[] } {
  const points = new Float64Array(names.length);
  const played = new Float64Array(names.length);
  for (let i = 0; i < cells.white.length; i++) {
    const [w, b] = [cells.white[i]!, cells.black[i]!];
    const n = cells.wins[i]! + cells.draws[i]! + cells.losses[i]!;
    const scored = cells.wins[i]! + cells.draws[i]! / 2;
    points[w]! += scored;
    points[b]! += n - scored;
    played[w]! += n;
    played[b]! += n;
  }
  const order = names
    .map((_, i) => i)
    .sort(
      (a, b) =>
        sortClass(found.players[a]!) - sortClass(found.players[b]!) ||
        ratingOrBound(found.players[b]!) - ratingOrBound(found.players[a]!) ||
        a - b,
    );
  const ranks = rankIntervals(found);
  const rated = found.groupOf.filter((group) => group !== -1);
  const draws =
    model === 'bayeselo'
      ? { drawElo: found.eta === null ? null : found.eta * ELO_PER_LOG }
      : { drawNu: found.eta === null ? null : Math.exp(found.eta) };
  const report: RateReport = {
    model,
    players: order.map((i) => ({
      name: names[i]!,
      ...found.players[i]!,
      points: points[i]!,
      games: played[i]!,
      rank: ranks[i]!,
    })),
    whiteAdvantage: found.whiteAdvantage,
    ...draws,
    logLikelihood: found.logLikelihood,
    components: found.components.map((members) => members.map((i) => names[i]!)),
    cycles: cycleTest(pairings, rated.length, new Set(rated).size),
    games,
    passedOver,
  };
  return { report, order };
}

/** Sort class: 0 scored every point, 1 rated, 2 scored none, 3 not estimable. */
function sortClass({ elo, bound }: PlayerRating): number {
  if (elo !== null) return 1;
  return bound ? (bound.side === 'above' ? 0 : 2) : 3;
}

const ratingOrBound = ({ elo, bound }: PlayerRating): number => elo ?? bound?.elo ?? 0;

/** Covariance, LOS and cross table: quadratic in the number of players; rows and columns in `order`. */
export function buildMatrices(
  names: readonly string[],
  order: readonly number[],
  found: PlayersRating,
  pairings: Pairings,
): object {
  const n = names.length;
  const { covariance, groupOf, players } = found;
  const los = losMatrix(found);
  const shares = alphaRank(payoffs(pairings, found));
  const square = (value: (i: number, j: number) => number | null) => order.map((i) => order.map((j) => value(i, j)));
  return {
    covariance:
      covariance &&
      square((i, j) => (players[i]!.elo === null || groupOf[i] !== groupOf[j] ? null : covariance[i * n + j]!)),
    los: los && square((i, j) => los[i]![j]!),
    crossTable: crossTable(pairings).map(({ a, b, ...rest }) => ({ a: names[a]!, b: names[b]!, ...rest })),
    alphaRank: order.map((i) => shares[i]!),
  };
}
