import { Z95 } from '../numerics/index.js';
import { scoreOfElo } from './elo.js';

/** A match against an opponent of known rating. */
interface LevelScore {
  readonly elo: number;
  /** Pairs in which the player made 0, 1/2, 1, 1 1/2 and 2 points. */
  readonly pairs: readonly [number, number, number, number, number];
}

/** A rating on the opponents' scale, with the ends of its 95 % interval; null where not estimable. */
export interface ScaleEstimate {
  /** Null for a perfect score, which has no finite maximum. */
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
}

/** Log of the one-sided level of a bound. */
const LOG_TAIL = Math.log(0.025);
/** Range of the search in Elo. */
const MAX_ELO = 20_000;
const PER_ELO = Math.LN10 / 400;

/**
 * Maximum-likelihood rating on the opponents' scale in the logistic model, a draw being half a win and half a loss: the
 * rating at which the expected score equals the observed one. The interval is ± z SE with the variance estimated from
 * the pairs at each level (sandwich estimator), so that draws and shared openings are not treated as additional
 * information. A perfect score has only one finite end: the rating at which it has probability .025.
 */
export function eloOnScale(levels: readonly LevelScore[]): ScaleEstimate {
  let [games, points, variance] = [0, 0, 0];
  for (const { pairs } of levels) {
    const units = pairs.reduce((sum, n) => sum + n, 0);
    if (units === 0) continue;
    const total = pairs.reduce((sum, n, half) => sum + (n * half) / 2, 0);
    const squares = pairs.reduce((sum, n, half) => sum + n * (half / 2 - total / units) ** 2, 0);
    games += 2 * units;
    points += total;
    variance += squares;
  }
  if (games === 0) return { elo: null, eloLow: null, eloHigh: null };
  const counts = levels.map(({ elo, pairs }) => ({ elo, games: 2 * pairs.reduce((sum, n) => sum + n, 0) }));
  const log = (rating: number, won: boolean): number =>
    counts.reduce(
      (sum, level) => sum + level.games * Math.log(scoreOfElo(won ? rating - level.elo : level.elo - rating)),
      0,
    );
  if (points === 0) return { elo: null, eloLow: null, eloHigh: root((rating) => LOG_TAIL - log(rating, false)) };
  if (points === games) return { elo: null, eloLow: root((rating) => log(rating, true) - LOG_TAIL), eloHigh: null };
  const elo = root(
    (rating) => counts.reduce((sum, level) => sum + level.games * scoreOfElo(rating - level.elo), 0) - points,
  );
  const slope = counts.reduce((sum, level) => {
    const expected = scoreOfElo(elo - level.elo);
    return sum + level.games * expected * (1 - expected) * PER_ELO;
  }, 0);
  // all pairs of each level have the same score: no variance can be estimated
  if (variance === 0) return { elo, eloLow: null, eloHigh: null };
  const error = (Z95 * Math.sqrt(variance)) / slope;
  return { elo, eloLow: elo - error, eloHigh: elo + error };
}

/** Root of an increasing function, by bisection. */
function root(f: (rating: number) => number): number {
  let [low, high] = [-MAX_ELO, MAX_ELO];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
