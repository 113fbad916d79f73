import type { ModelName, ModelPoint } from '../elo/index.js';
import { ELO_PER_LOG } from '../elo/index.js';
import { logLikelihood } from './cell-likelihood.js';
import { cellsAmong, cellsAt, cellsWhere, joinedCells, orderByPair, type PairCells, rowStarts } from './pair-cells.js';
import {
  boundAgainstKnown,
  MAX_PROFILED_PLAYERS,
  perfectScorerBound,
  perfectScoreSide,
  type Refit,
  type Side,
} from './perfect-score-bound.js';

/** A player who took every point, or none, from the members of a group. */
interface PerfectScorer {
  readonly player: number;
  /** Index of the group. */
  readonly group: number;
  readonly side: Side;
  /** All games against members. */
  readonly own: PairCells;
}

/** The bounds of all perfect scorers of a rating list. */
interface BoundsRequest {
  readonly model: ModelName;
  /** All games. */
  readonly cells: PairCells;
  readonly groups: readonly (readonly number[])[];
  readonly scorers: readonly PerfectScorer[];
  /** The fit without the scorers. */
  readonly at: ModelPoint;
  readonly refit: Refit;
}

/**
 * Limit of the work of refitting groups at every trial strength: the sum of cubes of group sizes over all scorers.
 * Above it opponents keep their fitted strengths.
 */
const MAX_PROFILE_WORK = 8 * MAX_PROFILED_PLAYERS ** 3;
/** One-sided level of the bounds. */
const ALPHA = 0.05;

/** Perfect scorers among the players of no group, each with the first group against which its score is perfect. */
export function perfectScorers(cells: PairCells, groupOf: Int32Array): PerfectScorer[] {
  const { players, white, black } = cells;
  const whiteStarts = rowStarts(players, white);
  const blackStarts = rowStarts(players, black);
  const byBlack = orderByPair(players, black, white);
  const scorers: PerfectScorer[] = [];
  for (let player = 0; player < players; player++) {
    if (groupOf[player] !== -1) continue;
    /** Cell indices of the player's games, by the opponent's group. */
    const met = new Map<number, number[]>();
    const add = (opponent: number, cell: number): void => {
      const group = groupOf[opponent]!;
      if (group === -1) return;
      const cellIndices = met.get(group);
      if (cellIndices) cellIndices.push(cell);
      else met.set(group, [cell]);
    };
    for (let i = whiteStarts[player]!; i < whiteStarts[player + 1]!; i++) add(black[i]!, i);
    for (let i = blackStarts[player]!; i < blackStarts[player + 1]!; i++) add(white[byBlack[i]!]!, byBlack[i]!);
    for (const [group, cellIndices] of [...met].sort(([a], [b]) => a - b)) {
      const own = cellsAt(cells, Int32Array.from(cellIndices).sort());
      const side = perfectScoreSide(own, player, new Set([...own.white, ...own.black].filter((i) => i !== player)));
      if (side === null) continue;
      scorers.push({ player, group, side, own });
      break;
    }
  }
  return scorers;
}

/** One-sided 95 % bounds of the scorers, as strengths on the scale of `at`, in their order. */
export function perfectScoreBounds({ model, cells, groups, scorers, at, refit }: BoundsRequest): number[] {
  const work = scorers.reduce((sum, { group }) => sum + groups[group]!.length ** 3, 0);
  const byGroup = groups.map((group) => ({
    centre: group.reduce((sum, i) => sum + at.lambda[i]!, 0) / group.length,
    profiled: work <= MAX_PROFILE_WORK && group.length <= MAX_PROFILED_PLAYERS,
  }));
  const insides = new Map<number, PairCells>();
  const insideOf = (g: number): PairCells => {
    const cached = insides.get(g);
    if (cached) return cached;
    const members = new Set(groups[g]);
    const inside = cellsWhere(cells, (white, black) => members.has(white) && members.has(black));
    insides.set(g, inside);
    return inside;
  };
  return scorers.map(({ player, group: g, side, own }) => {
    const { centre, profiled } = byGroup[g]!;
    const known = { player, side, at, alpha: ALPHA, model, own, centre };
    if (!profiled) return boundAgainstKnown(known);
    const group = groups[g]!;
    const { reference, ...shared } = refit;
    const anchored = reference !== undefined && group.includes(reference);
    return perfectScorerBound({
      ...known,
      cells: joinedCells(insideOf(g), own),
      group,
      refit: anchored ? refit : shared,
    });
  });
}

/**
 * For lists without any strongly connected group: repeatedly removes the players who took all points or none from the
 * remaining ones. Returns one player if one is between all others, two if these met only each other, and none if the
 * last round removes more players at once.
 */
export function corePlayers({ players, white, black, wins, draws, losses }: PairCells): number[] {
  let remaining = Array.from({ length: players }, (_, i) => i);
  for (;;) {
    const present = new Uint8Array(players);
    for (const player of remaining) present[player] = 1;
    const points = new Float64Array(players);
    const games = new Float64Array(players);
    for (let i = 0; i < white.length; i++) {
      const [w, b] = [white[i]!, black[i]!];
      if (!present[w] || !present[b]) continue;
      const n = wins[i]! + draws[i]! + losses[i]!;
      const whitePoints = wins[i]! + draws[i]! / 2;
      points[w]! += whitePoints;
      points[b]! += n - whitePoints;
      games[w]! += n;
      games[b]! += n;
    }
    if (remaining.length === 1 || (remaining.length === 2 && games[remaining[0]!]! > 0)) return remaining;
    const next = remaining.filter((player) => points[player]! > 0 && points[player]! < games[player]!);
    if (next.length === 0 || next.length === remaining.length) return [];
    remaining = next;
  }
}

/**
 * Bounds of two players of whom one won every game: half of the smallest Elo difference at which such a result has
 * probability .05, on either side of their mean. Returns undefined for any other result.
 * @param pair Indices, ascending.
 * @param delta White's advantage, log units.
 * @returns The bounds of `first` and `second`: positive for the winner.
 */
export function perfectMatchBounds(
  cells: PairCells,
  [first, second]: readonly [number, number],
  delta: number,
): [number, number] | undefined {
  const between = cellsAmong(cells, [first, second]);
  const side = perfectScoreSide(between, 0, new Set([1]));
  if (side === null) return undefined;
  const winner = side === 'above' ? 1 : -1;
  const log = (difference: number): number =>
    logLikelihood('logistic', between, { lambda: Float64Array.of(winner * difference, 0), delta, eta: -Infinity });
  let [low, high] = [-64, 64];
  for (let k = 0; k < 80; k++) {
    const middle = (low + high) / 2;
    if (log(middle) < Math.log(ALPHA)) low = middle;
    else high = middle;
  }
  const half = (low / 2) * ELO_PER_LOG;
  return [winner * half, -winner * half];
}
