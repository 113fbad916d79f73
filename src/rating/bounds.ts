import type { Cell } from './cells.js';
import { type DavidsonOptions, fitDavidson } from './davidson.js';
import { type DavidsonPoint, logLikelihood } from './davidson-derivatives.js';

export type Side = 'above' | 'below';

/** Above this many players the opponents are left at their own maximum: re-fitting them all would cost n³ a step. */
const PROFILED_PLAYERS = 200;
/** Log units; 0.002 Elo. */
const TOLERANCE = 1e-5;

/**
 * Which side of a group a player stands on, judged from its games against the members alone: 'above' if it took every
 * point, 'below' if it took none, null if neither or without such games.
 */
export function sideOf(cells: readonly Cell[], player: number, group: ReadonlySet<number>): Side | null {
  let won = false;
  let lost = false;
  for (const { white, black, whiteWins, draws, blackWins } of cells) {
    if (!(white === player && group.has(black)) && !(black === player && group.has(white))) continue;
    if (whiteWins + draws > 0) [won, lost] = white === player ? [true, lost] : [won, true];
    if (blackWins + draws > 0) [won, lost] = black === player ? [true, lost] : [won, true];
  }
  return won === lost ? null : won ? 'above' : 'below';
}

export interface BoundRequest {
  readonly cells: readonly Cell[];
  readonly player: number;
  /** Whom the player met; only games against and among them count. */
  readonly group: readonly number[];
  readonly side: Side;
  /** The fit without the player. */
  readonly at: DavidsonPoint;
  /** What is fitted again at every strength of the player; left out: opponents, δ and η stay as they are. */
  readonly refit?: Pick<DavidsonOptions, 'delta' | 'eta' | 'reference'>;
  /** One-sided. */
  readonly alpha: number;
}

/**
 * The weakest log-strength (for 'above'; the strongest for 'below') that a perfect scorer may have: where the profile
 * likelihood falls to `alpha` times its supremum, which lies at infinity. With opponents known this is the strength at
 * which so perfect a score has probability alpha, so the one-sided bound holds its level exactly; the usual chi-square
 * cut, .26 for 5 %, would not, the maximum being at the edge.
 */
export function perfectScorerBound({ cells, player, group, side, at, refit, alpha }: BoundRequest): number {
  const members = new Set(group);
  const inside = cells.filter(({ white, black }) => members.has(white) && members.has(black));
  const own = cells.filter(
    ({ white, black }) => (white === player && members.has(black)) || (black === player && members.has(white)),
  );
  const all = [...inside, ...own];
  const players = at.lambda.length;
  const options = { ...refit, groups: [group] };
  const profiled = refit && group.length > 1 && group.length <= PROFILED_PLAYERS;
  const supremum = profiled ? fitDavidson(inside, players, { ...options, start: at })?.logLikelihood : undefined;
  let start: DavidsonPoint = at;
  const relative = (strength: number): number => {
    const fit =
      supremum === undefined
        ? undefined
        : fitDavidson(all, players, { ...options, held: new Map([[player, strength]]), start });
    if (fit && supremum !== undefined) {
      start = fit;
      return fit.logLikelihood - supremum;
    }
    const lambda = at.lambda.slice();
    lambda[player] = strength;
    return logLikelihood(own, { ...at, lambda });
  };
  const direction = side === 'above' ? 1 : -1;
  const goal = Math.log(alpha);
  const centre = group.reduce((sum, i) => sum + at.lambda[i]!, 0) / group.length;
  // positive where the player may be: it grows with the distance to the player's own side
  const margin = (outwards: number): number => relative(centre + direction * outwards) - goal;
  let low = -1;
  while (margin(low) > 0 && low > -256) low *= 2;
  let high = 1;
  while (margin(high) < 0 && high < 256) high *= 2;
  while (high - low > TOLERANCE) {
    const middle = (low + high) / 2;
    if (margin(middle) < 0) low = middle;
    else high = middle;
  }
  return centre + direction * low;
}
