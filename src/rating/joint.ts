import { type Cell, gamesIn } from './cells.js';
import { componentsOf } from './components.js';
import { type DavidsonFit, fitDavidson } from './davidson.js';

/** What became of a parameter that all games share. `none`: no game was drawn, so draws have no weight. */
export type SharedParameter = 'fitted' | 'held' | 'none';

export interface JointRating {
  /** Groups of two or more players, connected both ways; each has a scale of its own, with mean 0. */
  readonly groups: readonly (readonly number[])[];
  /** Players in no group: they took all points, or none, from each group, or have no games. */
  readonly apart: readonly number[];
  /** Undefined where not even one group could be rated. */
  readonly fit: DavidsonFit | undefined;
  /** Held at 0 where the games do not determine White's advantage. */
  readonly delta: SharedParameter;
  /** Held at what the share of draws would be between equals where the games do not determine it. */
  readonly eta: SharedParameter;
}

/**
 * Rates all players of all groups together: δ and η are shared, strengths are not comparable between groups. Games that
 * cross from one group to another, or that involve players apart, went one way only; at the maximum they have
 * probability 1, so leaving them out *is* the maximum-likelihood fit.
 */
export function rateJointly(cells: readonly Cell[], players: number): JointRating {
  const components = componentsOf(cells, players);
  const groups = components.filter(({ length }) => length > 1);
  const apart = components.filter(({ length }) => length === 1).flat();
  const groupOf = new Int32Array(players).fill(-1);
  groups.forEach((group, index) => group.forEach((player) => (groupOf[player] = index)));
  const inside = cells.filter(({ white, black }) => groupOf[white] !== -1 && groupOf[white] === groupOf[black]);
  const draws = inside.reduce((sum, cell) => sum + cell.draws, 0);
  const games = inside.reduce((sum, cell) => sum + gamesIn(cell), 0);
  const nothing = { groups, apart, fit: undefined, delta: 'held', eta: 'held' } as const;
  if (groups.length === 0 || draws === games) return nothing; // all drawn: any strengths explain it
  const drawn = draws ? 'fitted' : 'none';

  const both = fitDavidson(inside, players, { groups });
  if (both) return { groups, apart, fit: both, delta: 'fitted', eta: drawn };
  const withoutDelta = fitDavidson(inside, players, { groups, delta: 0 });
  if (withoutDelta) return { groups, apart, fit: withoutDelta, delta: 'held', eta: drawn };
  const eta = draws ? Math.log((2 * draws) / (games - draws)) : -Infinity;
  const strengths = fitDavidson(inside, players, { groups, delta: 0, eta });
  return strengths ? { groups, apart, fit: strengths, delta: 'held', eta: draws ? 'held' : 'none' } : nothing;
}
