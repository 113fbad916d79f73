import { type Cell, gamesIn } from './cells.js';
import type { DavidsonPoint } from './davidson-derivatives.js';
import { momentsOf, outcomeProbabilities } from './davidson-model.js';

/** Log units: beyond this a strength is as good as infinite. */
const FARTHEST = 64;

/**
 * Places one player against others whose strengths stay as they are: the strength at which expected points equal the
 * points made (the score equation of Davidson's model). Only games against `members` count. Undefined without such
 * games and for a perfect score. The variance is that of this player alone, the others taken as known.
 */
export function placeAgainst(
  cells: readonly Cell[],
  player: number,
  members: ReadonlySet<number>,
  { lambda, delta, eta }: DavidsonPoint,
): { lambda: number; variance: number } | undefined {
  const asWhite = cells.filter(({ white, black }) => white === player && members.has(black));
  const asBlack = cells.filter(({ white, black }) => black === player && members.has(white));
  const points =
    asWhite.reduce((sum, cell) => sum + cell.whiteWins + cell.draws / 2, 0) +
    asBlack.reduce((sum, cell) => sum + cell.blackWins + cell.draws / 2, 0);
  const games = [...asWhite, ...asBlack].reduce((sum, cell) => sum + gamesIn(cell), 0);
  if (points <= 0 || points >= games) return undefined;
  const expected = (strength: number): { points: number; variance: number } => {
    let [sum, variance] = [0, 0];
    for (const cell of asWhite) {
      const moments = momentsOf(outcomeProbabilities(strength - lambda[cell.black]!, delta, eta));
      sum += gamesIn(cell) * moments.points;
      variance += gamesIn(cell) * moments.variance;
    }
    for (const cell of asBlack) {
      const moments = momentsOf(outcomeProbabilities(lambda[cell.white]! - strength, delta, eta));
      sum += gamesIn(cell) * (1 - moments.points);
      variance += gamesIn(cell) * moments.variance;
    }
    return { points: sum, variance };
  };
  let [low, high] = [-FARTHEST, FARTHEST];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (expected(middle).points < points) low = middle;
    else high = middle;
  }
  const strength = (low + high) / 2;
  const { variance } = expected(strength);
  return variance > 0 ? { lambda: strength, variance: 1 / variance } : undefined;
}
