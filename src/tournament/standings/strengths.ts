/** Strengths of all contestants on one scale: those that are not anchors jointly, anchors against them. */
import {
  cellsWhere,
  type JointRating,
  type PairCells,
  perfectScorerBound,
  perfectScoreSide,
  rateAgainstFixed,
  rateJointly,
  type Side,
} from '../../rating/davidson/index.js';
import type { ModelPoint } from '../../rating/elo/index.js';
import type { PlannedContestant } from '../../spec/index.js';

/** What `strengthsOf` needs to know of a contestant. */
export type Placed = Pick<PlannedContestant, 'kind' | 'name'>;

/** Where one contestant stands, in log-strength above the zero. */
type Strength =
  | { readonly kind: 'rated'; readonly lambda: number; readonly variance: number; readonly group: number }
  /** `lambda` is the one-sided 95 % bound; `at(alpha)` the bound at another level. Always of the main group. */
  | { readonly kind: 'bound'; readonly side: Side; readonly lambda: number; readonly at: (alpha: number) => number }
  | { readonly kind: 'unknown' };

/** Strengths of all contestants; indices are those of the list that was rated. Log-strength, see rating/davidson. */
export interface Strengths {
  readonly of: readonly Strength[];
  /** Variance of the difference of two rated contestants of one group. */
  readonly varianceOf: (i: number, j: number) => number;
  /** The contestant at 0; undefined where 0 is the main group's mean. */
  readonly zero: number | undefined;
  readonly rating: JointRating;
  /** The main group first; empty where no two contestants could be rated. */
  readonly groups: readonly (readonly number[])[];
}

/**
 * Rates the contestants that are not anchors jointly, then each anchor against the main group with everything else
 * fixed: near-perfect games against an anchor would distort White's advantage and the draw parameter, which all share.
 * If the others played no games among themselves (a match against an anchor), the anchors are rated like everybody
 * else. The main group is the one with `untouched`, else the largest; its zero is `untouched`, else the mean.
 */
export function strengthsOf(contestants: readonly Placed[], cells: PairCells): Strengths {
  const n = contestants.length;
  const isAnchor = (i: number): boolean => contestants[i]!.kind === 'anchor';
  const among = cellsWhere(cells, (white, black) => !isAnchor(white) && !isAnchor(black));
  const anyAmong = among.white.length > 0;
  const isLate = (i: number): boolean => anyAmong && isAnchor(i);
  const rating = rateJointly(anyAmong ? among : cells);
  const { fit } = rating;

  const untouched = contestants.findIndex(({ kind }) => kind === 'untouched');
  const groups = fit ? mainFirst(rating.groups, untouched) : [];
  // without a connected group the bounds still need a reference contestant, which is then 0
  const lone = rating.groups.length === 0 && cells.white.length > 0 ? baseOf(contestants, cells) : undefined;
  const main = lone === undefined ? (groups[0] ?? []) : [lone];
  const zero = lone ?? (main.includes(untouched) ? untouched : undefined);

  const point: ModelPoint = fit ?? { lambda: new Float64Array(n), delta: 0, eta: -Infinity };
  const lambda = point.lambda.slice();
  if (zero !== undefined) for (const player of main) lambda[player]! -= point.lambda[zero]!;
  const at = { lambda, delta: point.delta, eta: point.eta };
  const covariance = fit?.covariance();
  const own = (i: number, j: number): number => covariance?.[i * (n + 2) + j] ?? 0;
  const spread = (i: number, j: number): number => Math.max(0, own(i, i) + own(j, j) - 2 * own(i, j));

  const members = new Set(main);
  const refit = {
    delta: rating.delta === 'fitted' ? 'fit' : at.delta,
    eta: rating.eta === 'fitted' ? 'fit' : at.eta,
    reference: zero,
  } as const;
  const of = contestants.map((_, i): Strength => {
    const group = i === lone ? 0 : groups.findIndex((g) => g.includes(i));
    if (group >= 0)
      return {
        kind: 'rated',
        lambda: lambda[i]!,
        variance: group === 0 && zero !== undefined ? spread(i, zero) : own(i, i),
        group,
      };
    const placed = isLate(i) ? rateAgainstFixed(cells, i, members, at) : undefined;
    if (placed) return { kind: 'rated', ...placed, group: 0 };
    const side = perfectScoreSide(cells, i, members);
    if (!side) return { kind: 'unknown' };
    const bound = (alpha: number): number =>
      perfectScorerBound({ cells, player: i, group: main, side, at, alpha, ...(isLate(i) ? {} : { refit }) });
    return { kind: 'bound', side, lambda: bound(0.05), at: bound };
  });
  const varianceOf = (i: number, j: number): number => {
    const [a, b] = [of[i]!, of[j]!];
    if (a.kind !== 'rated' || b.kind !== 'rated') return Infinity;
    return isLate(i) || isLate(j) ? a.variance + b.variance : spread(i, j);
  };
  return { of, varianceOf, zero, rating, groups };
}

function mainFirst(groups: readonly (readonly number[])[], untouched: number): (readonly number[])[] {
  return [...groups].sort(
    (a, b) => Number(b.includes(untouched)) - Number(a.includes(untouched)) || b.length - a.length || a[0]! - b[0]!,
  );
}

/** `untouched`, else an anchor, else the last of those who played. */
function baseOf(contestants: readonly Placed[], { white, black }: PairCells): number {
  const played = [...new Set([...white, ...black])].sort((a, b) => a - b);
  const first = (kind: PlannedContestant['kind']): number | undefined =>
    played.find((i) => contestants[i]!.kind === kind);
  return first('untouched') ?? first('anchor') ?? played.at(-1)!;
}
