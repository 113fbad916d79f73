import type { ModelName, ModelPoint } from '../elo/index.js';
import { ELO_PER_LOG } from '../elo/index.js';
import { logLikelihood } from './cell-likelihood.js';
import { cellsAmong, cellsAt, cellsWhere, joinedCells, orderByPair, type PairCells, rowStarts } from './pair-cells.js';
import {
  boundAgainstKnown,
  PROFILED_PLAYERS,
  perfectScorerBound,
  type Refit,
  type Side,
  sideOf,
} from './perfect-score-bound.js';

/** One who took every point, or none, from the members of a group. */
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
 * Fitting a group again at every trial strength is done up to this sum of cubes of group sizes, over all scorers;
 * beyond it, opponents stay at their own maximum.
 */
const PROFILED = 8 * PROFILED_PLAYERS ** 3;
/** One-sided level of the bounds. */
const ALPHA = 0.05;

/** The perfect scorers among the players of no group, each with the first group to which that applies. */
export function perfectScorers(cells: PairCells, groupOf: Int32Array): PerfectScorer[] {
  const { players, white, black } = cells;
  const whiteStarts = rowStarts(players, white);
  const blackStarts = rowStarts(players, black);
  const byBlack = orderByPair(players, black, white);
  const found: PerfectScorer[] = [];
  for (let player = 0; player < players; player++) {
    if (groupOf[player] !== -1) continue;
    /** Cell indices of the player's games, by the opponent's group. */
    const met = new Map<number, number[]>();
    const add = (opponent: number, cell: number): void => {
      const group = groupOf[opponent]!;
      if (group === -1) return;
      const places = met.get(group);
      if (places) places.push(cell);
      else met.set(group, [cell]);
    };
    for (let i = whiteStarts[player]!; i < whiteStarts[player + 1]!; i++) add(black[i]!, i);
    for (let i = blackStarts[player]!; i < blackStarts[player + 1]!; i++) add(white[byBlack[i]!]!, byBlack[i]!);
    for (const [group, places] of [...met].sort(([a], [b]) => a - b)) {
      const own = cellsAt(cells, Int32Array.from(places).sort());
      const side = sideOf(own, player, new Set([...own.white, ...own.black].filter((i) => i !== player)));
      if (side === null) continue;
      found.push({ player, group, side, own });
      break;
    }
  }
  return found;
}

/** One-sided 95 % bounds of the scorers, as strengths on the scale of `at`, in their order. */
export function perfectScoreBounds({ model, cells, groups, scorers, at, refit }: BoundsRequest): number[] {
  const work = scorers.reduce((sum, { group }) => sum + groups[group]!.length ** 3, 0);
  const byGroup = groups.map((group) => ({
    centre: group.reduce((sum, i) => sum + at.lambda[i]!, 0) / group.length,
    profiled: work <= PROFILED && group.length <= PROFILED_PLAYERS,
  }));
  const insides = new Map<number, PairCells>();
  const insideOf = (g: number): PairCells => {
    const found = insides.get(g);
    if (found) return found;
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
 * Where nobody is connected both ways with anybody: the players who are left after those who took all points or none
 * from the others left are removed, round after round. Returns one player where somebody stands between all others, two
 * where they met only each other, and none where more go at once.
 */
export function coreOf({ players, white, black, wins, draws, losses }: PairCells): number[] {
  let left = Array.from({ length: players }, (_, i) => i);
  for (;;) {
    const present = new Uint8Array(players);
    for (const player of left) present[player] = 1;
    const made = new Float64Array(players);
    const games = new Float64Array(players);
    for (let i = 0; i < white.length; i++) {
      const [w, b] = [white[i]!, black[i]!];
      if (!present[w] || !present[b]) continue;
      const n = wins[i]! + draws[i]! + losses[i]!;
      const points = wins[i]! + draws[i]! / 2;
      made[w]! += points;
      made[b]! += n - points;
      games[w]! += n;
      games[b]! += n;
    }
    if (left.length === 1 || (left.length === 2 && games[left[0]!]! > 0)) return left;
    const next = left.filter((player) => made[player]! > 0 && made[player]! < games[player]!);
    if (next.length === 0 || next.length === left.length) return [];
    left = next;
  }
}

/**
 * Bounds of two players of whom one won every game: half of the least difference, in Elo, at which so perfect a result
 * has probability .05, on either side of their mean. Returns undefined for any other result.
 * @param pair Indices, ascending.
 * @param delta White's advantage, log units.
 * @returns The bounds of `first` and `second`: positive for the winner.
 */
export function whitewash(
  cells: PairCells,
  [first, second]: readonly [number, number],
  delta: number,
): [number, number] | undefined {
  const between = cellsAmong(cells, [first, second]);
  const side = sideOf(between, 0, new Set([1]));
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
