import type { ModelName, ModelPoint } from '../elo/index.js';
import { logLikelihood } from './cell-likelihood.js';
import { type FitOptions, fitStrengths } from './fit-strengths.js';
import { cellsAmong, cellsWhere, type PairCells } from './pair-cells.js';

/** Position of a perfect scorer: above its opponents (all points) or below them (no points). */
export type Side = 'above' | 'below';

/** Largest group that is refitted for each trial strength. In larger groups opponents keep their fitted strengths. */
export const MAX_PROFILED_PLAYERS = 200;
/** Accuracy of the bisection in log units; 0.002 Elo. */
const TOLERANCE = 1e-5;

/**
 * The side of a group on which a player is, by its games against the members alone: 'above' if it took every point,
 * 'below' if it took none, null if neither or without such games.
 */
export function perfectScoreSide(
  { white, black, wins, draws, losses }: PairCells,
  player: number,
  group: ReadonlySet<number>,
): Side | null {
  let won = false;
  let lost = false;
  for (let i = 0; i < white.length; i++) {
    const asWhite = white[i] === player && group.has(black[i]!);
    if (!asWhite && !(black[i] === player && group.has(white[i]!))) continue;
    const [forWhite, forBlack] = [wins[i]! + draws[i]! > 0, losses[i]! + draws[i]! > 0];
    won ||= asWhite ? forWhite : forBlack;
    lost ||= asWhite ? forBlack : forWhite;
  }
  return won === lost ? null : won ? 'above' : 'below';
}

/** Parameters that are refitted at every trial strength of a perfect scorer. */
export type Refit = Pick<FitOptions, 'delta' | 'eta' | 'reference'>;

/** A perfect scorer whose strength is to be bounded. */
interface BoundRequest {
  /** Only games of the player against members of the group and, with `refit`, among these count. */
  readonly cells: PairCells;
  readonly player: number;
  /** Members of the group, ascending. */
  readonly group: readonly number[];
  readonly side: Side;
  /** The fit without the player. */
  readonly at: ModelPoint;
  /** Default: opponents, δ and η keep their values. */
  readonly refit?: Refit;
  /** One-sided level. */
  readonly alpha: number;
  /** Default: davidson. */
  readonly model?: ModelName;
}

/** A request in which all opponents, δ and η keep their values. */
interface KnownOpponentsRequest extends Pick<BoundRequest, 'player' | 'side' | 'at' | 'alpha' | 'model'> {
  /** The player's games alone. */
  readonly own: PairCells;
  /** Mean strength of the group, where the search starts. */
  readonly centre: number;
}

/**
 * One-sided bound of a perfect scorer's log-strength: the lower bound for 'above', the upper bound for 'below'. It is
 * where the profile likelihood equals `alpha` times its supremum, which is at infinity. With known opponents this is
 * the strength at which a perfect score has probability alpha, so that the bound has exactly this level. The standard
 * chi-square threshold (.26 for 5 %) would not, because the maximum is at the boundary.
 */
export function perfectScorerBound(request: BoundRequest): number {
  const { cells, player, group, at, refit } = request;
  const members = new Set(group);
  const own = cellsWhere(
    cells,
    (white, black) => (white === player && members.has(black)) || (black === player && members.has(white)),
  );
  const centre = group.reduce((sum, i) => sum + at.lambda[i]!, 0) / group.length;
  const known = { ...request, own, centre };
  if (!refit || group.length < 2 || group.length > MAX_PROFILED_PLAYERS) return boundAgainstKnown(known);
  return solveBound(profileLikelihood(request, refit, likelihoodAgainstKnown(known)), known);
}

/** The bound of perfectScorerBound with given opponents, δ and η, in O(opponents met). */
export function boundAgainstKnown(request: KnownOpponentsRequest): number {
  return solveBound(likelihoodAgainstKnown(request), request);
}

/** Log of the likelihood at the player's strength minus its supremum. */
type RelativeLikelihood = (strength: number) => number;

/** Log of the probability of a perfect score. */
function likelihoodAgainstKnown({ own, player, at, model = 'davidson' }: KnownOpponentsRequest): RelativeLikelihood {
  const met = [...new Set([player, ...own.white, ...own.black])].sort((a, b) => a - b);
  const local = cellsAmong(own, met);
  const self = met.indexOf(player);
  const lambda = Float64Array.from(met, (i) => at.lambda[i]!);
  return (strength) => {
    lambda[self] = strength;
    return logLikelihood(model, local, { ...at, lambda });
  };
}

/** Profile likelihood: the group and `refit` are refitted at each strength. Falls back to `known` if a fit fails. */
function profileLikelihood(
  { cells, player, group, at, model = 'davidson' }: BoundRequest,
  refit: Refit,
  known: RelativeLikelihood,
): RelativeLikelihood {
  const players = [...group, player].sort((a, b) => a - b);
  const local = cellsAmong(cells, players);
  const self = players.indexOf(player);
  const others = players.map((_, i) => i).filter((i) => i !== self);
  const lambda = Float64Array.from(players, (i) => at.lambda[i]!);
  const reference = refit.reference === undefined ? undefined : players.indexOf(refit.reference);
  const zero = reference === undefined ? others : [reference];
  const shift = zero.reduce((sum, i) => sum + lambda[i]!, 0) / zero.length; // offset of `at` from the fits
  const options: FitOptions = { ...refit, ...(reference === undefined ? {} : { reference }), model, groups: [others] };
  let start: ModelPoint = { ...at, lambda };
  const inside = cellsWhere(local, (white, black) => white !== self && black !== self);
  const supremum = fitStrengths(inside, { ...options, start })?.logLikelihood;
  if (supremum === undefined) return known;
  return (strength) => {
    const fit = fitStrengths(local, { ...options, held: new Map([[self, strength - shift]]), start });
    if (!fit) return known(strength);
    start = fit;
    return fit.logLikelihood - supremum;
  };
}

/** Solves relative likelihood = alpha by bisection from the centre outwards on the player's side. */
function solveBound(relative: RelativeLikelihood, { side, centre, alpha }: KnownOpponentsRequest): number {
  const direction = side === 'above' ? 1 : -1;
  // increases with the distance; positive inside the interval
  const margin = (distance: number): number => relative(centre + direction * distance) - Math.log(alpha);
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
