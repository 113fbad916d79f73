import { componentsOf } from './components.js';
import { etaOfDraws, type FitOptions, fitStrengths, type StrengthFit } from './fit-strengths.js';
import { cellsWhere, type PairCells, totalsOf } from './pair-cells.js';

/**
 * State of a parameter shared by all games: `fitted`; `held` at a given value, or at a default if the games do not
 * determine it; `none` (η only): no game was drawn, so that draws have no weight.
 */
type SharedParameter = 'fitted' | 'held' | 'none';

/** A joint fit of several groups that share White's advantage and the weight of draws. */
export interface JointFit {
  /** Undefined if the likelihood has no maximum even in the strengths alone. */
  readonly fit: StrengthFit | undefined;
  readonly delta: SharedParameter;
  readonly eta: SharedParameter;
}

/** Joint fit of all players who are connected to others in both directions. */
export interface JointRating extends JointFit {
  /** Strongly connected groups of two or more players; each has its own scale with mean 0. */
  readonly groups: readonly (readonly number[])[];
}

/** Options of fitJointly. Each group is strongly connected, or a single player. */
export type JointOptions = Pick<FitOptions, 'model' | 'delta' | 'eta' | 'reference' | 'accuracy'> & {
  readonly groups: readonly (readonly number[])[];
};

/**
 * Rates all players of all groups together by Davidson's model: δ and η are shared, strengths are not comparable
 * between groups. All games between two groups, or with players of no group, have the same winner. At the maximum their
 * results have probability 1, so that the fit without them is the maximum-likelihood fit.
 */
export function rateJointly(cells: PairCells): JointRating {
  const groups = componentsOf(cells).filter(({ length }) => length > 1);
  return { groups, ...fitJointly(cellsInside(cells, groupsByPlayer(cells.players, groups)), { groups }) };
}

/** The group of each player by its index, -1 for players of no group. */
export function groupsByPlayer(players: number, groups: readonly (readonly number[])[]): Int32Array {
  const groupOf = new Int32Array(players).fill(-1);
  groups.forEach((group, g) => {
    for (const player of group) groupOf[player] = g;
  });
  return groupOf;
}

/** The cells whose two players are in one group. */
export const cellsInside = (cells: PairCells, groupOf: Int32Array): PairCells =>
  cellsWhere(cells, (white, black) => groupOf[white] !== -1 && groupOf[white] === groupOf[black]);

/**
 * Fits as many of the shared parameters as the games determine: both; else with White's advantage held at 0; else also
 * with η held at the value at which equal players draw as often as observed (see etaOfDraws).
 * @param inside Games within groups, see cellsInside.
 */
export function fitJointly(inside: PairCells, options: JointOptions): JointFit {
  const { groups, model = 'davidson', delta = 'fit', eta = 'fit' } = options;
  const totals = totalsOf(inside);
  const isSinglePlayer = groups.length === 1 && groups[0]!.length === 1; // without games, and so without draws
  const share = isSinglePlayer ? { drawn: 0, decided: 1 } : totals;
  const heldEta = typeof eta === 'number' ? eta : etaOfDraws(model, share);
  const nothing: JointFit = { fit: undefined, delta: 'held', eta: 'held' };
  // where all games were drawn, any strengths explain them
  if (groups.length === 0 || heldEta === Infinity || Number.isNaN(heldEta)) return nothing;
  const canFitEta = model !== 'logistic' && eta === 'fit' && totals.drawn > 0;
  const heldDelta = delta === 'fit' ? 0 : delta;
  const attempts: readonly (readonly [boolean, boolean])[] = [
    ...(delta === 'fit' ? [[true, canFitEta] as const] : []),
    [false, canFitEta],
    ...(canFitEta ? [[false, false] as const] : []),
  ];
  for (const [fitDelta, fitEta] of attempts) {
    const fit = fitStrengths(inside, {
      ...options,
      delta: fitDelta ? 'fit' : heldDelta,
      eta: fitEta ? 'fit' : heldEta,
    });
    if (!fit) continue;
    const noDraws = eta === 'fit' && totals.drawn === 0;
    return { fit, delta: fitDelta ? 'fitted' : 'held', eta: fitEta ? 'fitted' : noDraws ? 'none' : 'held' };
  }
  return nothing;
}
