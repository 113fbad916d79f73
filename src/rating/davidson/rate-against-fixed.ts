import type { ModelPoint } from '../elo/index.js';
import { slopeOf } from './cell-derivatives.js';
import { cellsAmong, cellsWhere, type PairCells, rowStarts } from './pair-cells.js';

/** Log units. Beyond this a strength is as good as infinite. */
const FARTHEST = 64;

/**
 * Rates one player against others whose strengths, like δ and η, stay as they are: the root of the score equation of
 * Davidson's model (expected points = points made), by bisection. Only games against `members` count. The variance is
 * that of this player alone, in log units squared. Returns undefined without such games and for a perfect score.
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
  const me = met.indexOf(player);
  if (isPerfect(local, me)) return undefined;
  const starts = rowStarts(met.length, local.white);
  const at = Float64Array.from([...met.map((i) => lambda[i]!), delta, eta]);
  let [low, high] = [-FARTHEST, FARTHEST];
  for (let i = 0; i < 60; i++) {
    at[me] = (low + high) / 2;
    if (slopeOf('davidson', local, starts, at).gradient[me]! > 0) low = at[me]!;
    else high = at[me]!;
  }
  at[me] = (low + high) / 2;
  const information = slopeOf('davidson', local, starts, at).curvature.xx.reduce((sum, value) => sum + value, 0);
  return information > 0 ? { lambda: at[me]!, variance: 1 / information } : undefined;
}

/** Whether the player took every point of its games, or none. */
function isPerfect({ white, wins, draws, losses }: PairCells, player: number): boolean {
  let [made, lost] = [0, 0];
  for (let i = 0; i < white.length; i++) {
    const [forWhite, forBlack] = [wins[i]! + draws[i]! / 2, losses[i]! + draws[i]! / 2];
    made += white[i] === player ? forWhite : forBlack;
    lost += white[i] === player ? forBlack : forWhite;
  }
  return made === 0 || lost === 0;
}
