/**
 * The iterations of two rating programs, written plainly from their descriptions: one walk over the pairings an
 * iteration. They stop when no rating is further than `accuracy` Elo from `goal` (the maximum, computed beforehand),
 * which is kinder than any rule that they could know.
 */

import type { PairCells } from '../../src/rating/davidson/pair-cells.js';
import { ELO_PER_LOG } from '../../src/rating/elo/elo.js';

export interface PeerResult {
  readonly iterations: number;
  readonly reached: boolean;
}

const MOST_ITERATIONS = 5_000;

/** Elo of natural logarithms, mean 0. */
function centred(lambda: Float64Array): Float64Array {
  const mean = lambda.reduce((sum, value) => sum + value, 0) / lambda.length;
  return lambda.map((value) => (value - mean) * ELO_PER_LOG);
}

const farthest = (elo: Float64Array, goal: Float64Array): number =>
  elo.reduce((most, value, i) => Math.max(most, Math.abs(value - goal[i]!)), 0);

/**
 * Ordo's: every rating moves by what its points exceed the expected ones, a step that is halved whenever the sum of
 * squared excesses has grown; White's advantage likewise.
 */
export function ordoIteration(
  { players, white, black, wins, draws, losses }: PairCells,
  goal: Float64Array,
  accuracy: number,
): PeerResult {
  const lambda = new Float64Array(players);
  const games = new Float64Array(players);
  for (let i = 0; i < white.length; i++) {
    const n = wins[i]! + draws[i]! + losses[i]!;
    games[white[i]!]! += n;
    games[black[i]!]! += n;
  }
  const total = games.reduce((sum, n) => sum + n, 0) / 2;
  let [delta, step, before] = [0, 4, Infinity];
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    const excess = new Float64Array(players);
    let forWhite = 0;
    for (let i = 0; i < white.length; i++) {
      const n = wins[i]! + draws[i]! + losses[i]!;
      const more = wins[i]! + draws[i]! / 2 - n / (1 + Math.exp(lambda[black[i]!]! - lambda[white[i]!]! - delta));
      excess[white[i]!]! += more;
      excess[black[i]!]! -= more;
      forWhite += more;
    }
    const deviation = excess.reduce((sum, value) => sum + value * value, 0);
    if (deviation > before) step /= 2;
    before = deviation;
    for (let i = 0; i < players; i++) lambda[i]! += (step * excess[i]!) / games[i]!;
    delta += (step * forWhite) / total;
    if (farthest(centred(lambda), goal) < accuracy) return { iterations: iteration, reached: true };
  }
  return { iterations: MOST_ITERATIONS, reached: false };
}

/**
 * BayesElo's: minorisation and maximisation (Hunter 2004) for Rao & Kupper's model, White's advantage and the weight of
 * draws in turn.
 */
export function bayesEloIteration(
  { players, white, black, wins, draws, losses }: PairCells,
  goal: Float64Array,
  accuracy: number,
): PeerResult {
  const gamma = new Float64Array(players).fill(1);
  const up = new Float64Array(players);
  let [theta, theta2, drawn, forWhite] = [1, 2, 0, 0];
  for (let i = 0; i < white.length; i++) {
    up[white[i]!]! += wins[i]! + draws[i]!;
    up[black[i]!]! += losses[i]! + draws[i]!;
    drawn += draws[i]!;
    forWhite += wins[i]! + draws[i]!;
  }
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    const down = new Float64Array(players);
    let [colour, ties] = [0, 0];
    for (let i = 0; i < white.length; i++) {
      const [w, b] = [white[i]!, black[i]!];
      const atLeastDraw = (wins[i]! + draws[i]!) / (theta * gamma[w]! + theta2 * gamma[b]!);
      const atMostDraw = (losses[i]! + draws[i]!) / (theta2 * theta * gamma[w]! + gamma[b]!);
      down[w]! += theta * (atLeastDraw + theta2 * atMostDraw);
      down[b]! += theta2 * atLeastDraw + atMostDraw;
      colour += gamma[w]! * (atLeastDraw + theta2 * atMostDraw);
      ties += gamma[b]! * atLeastDraw + theta * gamma[w]! * atMostDraw;
    }
    for (let i = 0; i < players; i++) gamma[i] = up[i]! / down[i]!;
    theta = forWhite / colour;
    const c = drawn / ties;
    theta2 = c + Math.sqrt(c * c + 1);
    if (farthest(centred(gamma.map(Math.log)), goal) < accuracy) return { iterations: iteration, reached: true };
  }
  return { iterations: MOST_ITERATIONS, reached: false };
}
