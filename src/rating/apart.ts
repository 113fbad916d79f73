import { type BoundRequest, perfectScorerBound, type Side, sideOf } from './bounds.js';
import type { Cell } from './cells.js';
import { ELO_PER_LOG } from './elo.js';
import { asCells, cellsAt, orderByPair, type PairCells, rowStarts } from './pair-cells.js';

/** One who took every point, or none, from the members of a group. */
export interface PerfectScorer {
  readonly player: number;
  /** Which of the groups. */
  readonly group: number;
  readonly side: Side;
  /** All games against members. */
  readonly own: readonly Cell[];
}

/**
 * Re-fitting a group at every trial strength costs the cube of its size. Up to so many together of that, over all
 * scorers; beyond, the opponents are left at their own maximum.
 */
const PROFILED = 8 * 200 ** 3;

/**
 * Who of those outside all groups is a perfect scorer, and against which group (the first that applies). Draws count as
 * in `halved`.
 */
export function perfectScorers(cells: PairCells, groupOf: Int32Array, halved: boolean): PerfectScorer[] {
  const { players, white, black } = cells;
  const whiteStarts = rowStarts(players, white);
  const blackStarts = rowStarts(players, black);
  const byBlack = orderByPair(players, black, white);
  const found: PerfectScorer[] = [];
  for (let player = 0; player < players; player++) {
    if (groupOf[player] !== -1) continue;
    const places: number[] = [];
    for (let i = whiteStarts[player]!; i < whiteStarts[player + 1]!; i++) if (groupOf[black[i]!] !== -1) places.push(i);
    for (let i = blackStarts[player]!; i < blackStarts[player + 1]!; i++)
      if (groupOf[white[byBlack[i]!]!] !== -1) places.push(byBlack[i]!);
    const games = asCells(cellsAt(cells, Int32Array.from(places)), halved);
    const opponent = (cell: Cell): number => (cell.white === player ? cell.black : cell.white);
    const met = [...new Set(games.map((cell) => groupOf[opponent(cell)]!))].sort((a, b) => a - b);
    for (const group of met) {
      const own = games.filter((cell) => groupOf[opponent(cell)] === group);
      const side = sideOf(own, player, new Set(own.map(opponent)));
      if (side === null) continue;
      found.push({ player, group, side, own });
      break;
    }
  }
  return found;
}

/** One-sided 95 % bounds of all perfect scorers, as strengths on the scale of `at`, in their order. */
export function boundsOf(
  cells: PairCells,
  scorers: readonly PerfectScorer[],
  groups: readonly (readonly number[])[],
  halved: boolean,
  at: BoundRequest['at'],
  refit: NonNullable<BoundRequest['refit']>,
  /** The player whose strength is given. */
  anchor: number | undefined,
): number[] {
  const starts = rowStarts(cells.players, cells.white);
  const inside = new Map<number, Cell[]>();
  const work = scorers.reduce((sum, { group }) => sum + groups[group]!.length ** 3, 0);
  return scorers.map(({ player, group: g, side, own }) => {
    const group = groups[g]!;
    const profiled = work <= PROFILED && group.length <= 200;
    if (profiled && !inside.has(g)) inside.set(g, cellsAmong(cells, starts, group, halved));
    // the profile keeps the group's mean, or its anchor, at 0: shift there and back
    const anchored = anchor !== undefined && group.includes(anchor);
    const shift = anchored ? at.lambda[anchor]! : group.reduce((sum, i) => sum + at.lambda[i]!, 0) / group.length;
    const lambda = at.lambda.slice();
    for (const i of group) lambda[i]! -= shift;
    const bound = perfectScorerBound({
      cells: [...(inside.get(g) ?? []), ...own],
      player,
      group,
      side,
      at: { ...at, lambda },
      ...(profiled ? { refit: { ...refit, ...(anchored ? { reference: anchor } : {}) } } : {}),
      alpha: 0.05,
    });
    return bound + shift;
  });
}

function cellsAmong(cells: PairCells, starts: Int32Array, group: readonly number[], halved: boolean): Cell[] {
  const members = new Set(group);
  const places: number[] = [];
  for (const player of group)
    for (let i = starts[player]!; i < starts[player + 1]!; i++) if (members.has(cells.black[i]!)) places.push(i);
  return asCells(cellsAt(cells, Int32Array.from(places)), halved);
}

/**
 * Where nobody is connected both ways with anybody: those left when players who took all points or none from those left
 * are taken away round after round. One is left where somebody stands between all others, two where they met only each
 * other; it is empty when more go at once.
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
 * Two players of whom one won every game: half of the least difference, in Elo, at which so perfect a result has
 * probability .05; the mean lies between them. Positive for the winner.
 */
export function whitewash(
  { white, black, wins, draws, losses }: PairCells,
  [first, second]: readonly [number, number],
  delta: number,
): readonly [number, number] | undefined {
  let [won, lost, drawn] = [0, 0, 0];
  const played: { readonly games: number; readonly colour: 1 | -1 }[] = []; // colour: of the first player
  white.forEach((w, i) => {
    if (!(w === first && black[i] === second) && !(w === second && black[i] === first)) return;
    won += w === first ? wins[i]! : losses[i]!;
    lost += w === first ? losses[i]! : wins[i]!;
    drawn += draws[i]!;
    played.push({ games: wins[i]! + losses[i]!, colour: w === first ? 1 : -1 });
  });
  if (drawn > 0 || won > 0 === lost > 0) return undefined;
  const winner = won > 0 ? 1 : -1;
  const log = (difference: number): number =>
    played.reduce(
      (sum, { games, colour }) => sum - games * Math.log1p(Math.exp(-difference - colour * winner * delta)),
      0,
    );
  let [low, high] = [-64, 64];
  for (let k = 0; k < 80; k++) {
    const middle = (low + high) / 2;
    if (log(middle) < Math.log(0.05)) low = middle;
    else high = middle;
  }
  const half = (low / 2) * ELO_PER_LOG;
  return [winner * half, -winner * half];
}
