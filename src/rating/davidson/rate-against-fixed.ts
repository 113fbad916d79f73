import type { ModelPoint } from '../elo/index.js';
import { derivativesAt } from './cell-derivatives.js';
import { cellsAmong, cellsWhere, type PairCells, rowStarts } from './pair-cells.js';

/** Range of the search in log units. */
const MAX_STRENGTH = 64;

/**
 * Rates one player against opponents of given strengths, with given δ and η: solves the score equation of Davidson's
 * model (expected points = observed points) by bisection. Only games against `members` count. The variance, in log
 * units squared, does not include that of the opponents. Returns undefined without such games and for a perfect score.
 */
export function rateAgainstFixed(
  cells: PairCells,
  player: number,
  members: ReadonlySet<number>,
  { lambda, delta, eta }: ModelPoint,
): { lambda: number; variance: number } | undefined {
  const own = cellsWhere(
    cells,
    (white, black) => (white === player && members.has(black)) || (black === player && members.has(white)),
  );
  if (own.white.length === 0) return undefined;
  const met = [...new Set([...own.white, ...own.black])].sort((a, b) => a - b);
  const local = cellsAmong(own, met);
  const self = met.indexOf(player);
  if (hasPerfectScore(local, self)) return undefined;
  const starts = rowStarts(met.length, local.white);
  const at = Float64Array.from([...met.map((i) => lambda[i]!), delta, eta]);
  let [low, high] = [-MAX_STRENGTH, MAX_STRENGTH];
  for (let i = 0; i < 60; i++) {
    at[self] = (low + high) / 2;
    if (derivativesAt('davidson', local, starts, at).gradient[self]! > 0) low = at[self]!;
    else high = at[self]!;
  }
  at[self] = (low + high) / 2;
  const information = derivativesAt('davidson', local, starts, at).curvature.xx.reduce((sum, value) => sum + value, 0);
  return information > 0 ? { lambda: at[self]!, variance: 1 / information } : undefined;
}

/** Whether the player took every point of its games, or none. */
function hasPerfectScore({ white, wins, draws, losses }: PairCells, player: number): boolean {
  let [made, lost] = [0, 0];
  for (let i = 0; i < white.length; i++) {
    const [forWhite, forBlack] = [wins[i]! + draws[i]! / 2, losses[i]! + draws[i]! / 2];
    made += white[i] === player ? forWhite : forBlack;
    lost += white[i] === player ? forBlack : forWhite;
  }
  return made === 0 || lost === 0;
}
