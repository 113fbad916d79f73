import type { ModelName, ModelPoint } from '../elo/index.js';
import { logLikelihood } from './cell-likelihood.js';
import { type FitOptions, fitStrengths } from './fit-strengths.js';
import { cellsAmong, cellsWhere, type PairCells } from './pair-cells.js';

/** Where a perfect scorer stands: above its opponents (all points) or below them (none). */
export type Side = 'above' | 'below';

/** With more players the opponents stay at their own maximum: a fit for each trial strength would take too long. */
export const PROFILED_PLAYERS = 200;
/** Log units; 0.002 Elo. */
const TOLERANCE = 1e-5;

/**
 * The side of a group on which a player stands, judged from its games against the members alone: 'above' if it took
 * every point, 'below' if it took none, null if neither or without such games.
 */
export function sideOf(
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

/** What is fitted again at every trial strength of a perfect scorer. */
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
  /** Left out: opponents, δ and η stay as they are. */
  readonly refit?: Refit;
  /** One-sided level. */
  readonly alpha: number;
  /** Default: davidson. */
  readonly model?: ModelName;
}

/** The same where all opponents stay as they are. */
interface KnownOpponentsRequest extends Pick<BoundRequest, 'player' | 'side' | 'at' | 'alpha' | 'model'> {
  /** The player's games alone. */
  readonly own: PairCells;
  /** Mean strength of the group, where the search starts. */
  readonly centre: number;
}

/**
 * The weakest log-strength (for 'above'; the strongest for 'below') that a perfect scorer may have: where the profile
 * likelihood falls to `alpha` times its supremum, which is at infinity. With opponents known this is the strength at
 * which so perfect a score has probability alpha, so that the one-sided bound holds its level exactly. The usual
 * chi-square cut (.26 for 5 %) would not, because the maximum is at the edge.
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
  if (!refit || group.length < 2 || group.length > PROFILED_PLAYERS) return boundAgainstKnown(known);
  return boundWhere(profileLikelihood(request, refit, likelihoodAgainstKnown(known)), known);
}

/** The bound of perfectScorerBound with opponents, δ and η as they are, in O(opponents met). */
export function boundAgainstKnown(request: KnownOpponentsRequest): number {
  return boundWhere(likelihoodAgainstKnown(request), request);
}

/** Logarithm of a likelihood of the player's strength over its supremum. */
type RelativeLikelihood = (strength: number) => number;

/** The probability of so perfect a score. */
function likelihoodAgainstKnown({ own, player, at, model = 'davidson' }: KnownOpponentsRequest): RelativeLikelihood {
  const met = [...new Set([player, ...own.white, ...own.black])].sort((a, b) => a - b);
  const local = cellsAmong(own, met);
  const me = met.indexOf(player);
  const lambda = Float64Array.from(met, (i) => at.lambda[i]!);
  return (strength) => {
    lambda[me] = strength;
    return logLikelihood(model, local, { ...at, lambda });
  };
}

/** With the group, and what `refit` names, fitted again at each strength; `known` where that fit does not exist. */
function profileLikelihood(
  { cells, player, group, at, model = 'davidson' }: BoundRequest,
  refit: Refit,
  known: RelativeLikelihood,
): RelativeLikelihood {
  const everyone = [...group, player].sort((a, b) => a - b);
  const local = cellsAmong(cells, everyone);
  const me = everyone.indexOf(player);
  const others = everyone.map((_, i) => i).filter((i) => i !== me);
  const lambda = Float64Array.from(everyone, (i) => at.lambda[i]!);
  const reference = refit.reference === undefined ? undefined : everyone.indexOf(refit.reference);
  const zero = reference === undefined ? others : [reference];
  const shift = zero.reduce((sum, i) => sum + lambda[i]!, 0) / zero.length; // of `at` against the fits
  const options: FitOptions = { ...refit, ...(reference === undefined ? {} : { reference }), model, groups: [others] };
  let start: ModelPoint = { ...at, lambda };
  const inside = cellsWhere(local, (white, black) => white !== me && black !== me);
  const supremum = fitStrengths(inside, { ...options, start })?.logLikelihood;
  if (supremum === undefined) return known;
  return (strength) => {
    const fit = fitStrengths(local, { ...options, held: new Map([[me, strength - shift]]), start });
    if (!fit) return known(strength);
    start = fit;
    return fit.logLikelihood - supremum;
  };
}

/** Where the relative likelihood is alpha, by bisection from the centre outwards on the player's side. */
function boundWhere(relative: RelativeLikelihood, { side, centre, alpha }: KnownOpponentsRequest): number {
  const direction = side === 'above' ? 1 : -1;
  // increases with the distance; positive where the player may be
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
