import type { Cell } from './cells.js';

/**
 * Games counted by who had White against whom, as columns: a thousand players have up to a million cells. Sorted by
 * White, then Black.
 */
export interface PairCells {
  readonly players: number;
  readonly white: Int32Array;
  readonly black: Int32Array;
  /** By White. Not whole numbers where a prior adds to them. */
  readonly wins: Float64Array;
  readonly draws: Float64Array;
  readonly losses: Float64Array;
}

/**
 * The order of entries by first, then second player: two counting sorts, so that time and memory grow with entries
 * alone.
 */
export function orderByPair(players: number, first: Int32Array, second: Int32Array): Int32Array {
  const bySecond = countingSort(players, second, undefined);
  return countingSort(players, first, bySecond);
}

/** A stable sort of the places in `keys`, taken in the order `before` (or as they come). */
function countingSort(players: number, keys: Int32Array, before: Int32Array | undefined): Int32Array {
  const next = rowStarts(players, keys);
  const order = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const entry = before ? before[i]! : i;
    order[next[keys[entry]!]!++] = entry;
  }
  return order;
}

/** Where each player's entries begin once `keys` are sorted; the last value is their number. */
export function rowStarts(players: number, keys: Int32Array): Int32Array {
  const starts = new Int32Array(players + 1);
  for (let i = 0; i < keys.length; i++) starts[keys[i]! + 1]!++;
  for (let player = 0; player < players; player++) starts[player + 1]! += starts[player]!;
  return starts;
}

/**
 * Brings entries of the same two players together: `put` is called for each entry with the cell it belongs to. Cells
 * come by first, then second player.
 */
export function gatherPairs(
  players: number,
  first: Int32Array,
  second: Int32Array,
  put: (cells: PairCells, at: number, entry: number) => void,
): PairCells {
  const order = orderByPair(players, first, second);
  const opens = (i: number): boolean =>
    i === 0 || first[order[i]!] !== first[order[i - 1]!] || second[order[i]!] !== second[order[i - 1]!];
  let size = 0;
  for (let i = 0; i < order.length; i++) if (opens(i)) size++;
  const cells = emptyCells(players, size);
  for (let i = 0, at = -1; i < order.length; i++) {
    const entry = order[i]!;
    if (opens(i)) {
      at++;
      cells.white[at] = first[entry]!;
      cells.black[at] = second[entry]!;
    }
    put(cells, at, entry);
  }
  return cells;
}

/** `points2[i]` is twice White's points in game i. The order of games changes nothing. */
export function pairCells(players: number, white: Int32Array, black: Int32Array, points2: Uint8Array): PairCells {
  for (let game = 0; game < white.length; game++)
    if (white[game] === black[game]) throw new RangeError('a player cannot meet itself');
  return gatherPairs(players, white, black, ({ wins, draws, losses }, at, game) => {
    if (points2[game] === 2) wins[at]!++;
    else if (points2[game] === 1) draws[at]!++;
    else losses[at]!++;
  });
}

export function emptyCells(players: number, size: number): PairCells {
  return {
    players,
    white: new Int32Array(size),
    black: new Int32Array(size),
    wins: new Float64Array(size),
    draws: new Float64Array(size),
    losses: new Float64Array(size),
  };
}

/** Those cells that `keep` wants. */
export function cellsWhere(cells: PairCells, keep: (white: number, black: number) => boolean): PairCells {
  const kept = new Int32Array(cells.white.length);
  let size = 0;
  for (let i = 0; i < cells.white.length; i++) if (keep(cells.white[i]!, cells.black[i]!)) kept[size++] = i;
  return size === cells.white.length ? cells : cellsAt(cells, kept.subarray(0, size));
}

/** The cells at these places. */
export function cellsAt(cells: PairCells, places: Int32Array): PairCells {
  const picked = emptyCells(cells.players, places.length);
  for (let i = 0; i < places.length; i++) {
    const from = places[i]!;
    picked.white[i] = cells.white[from]!;
    picked.black[i] = cells.black[from]!;
    picked.wins[i] = cells.wins[from]!;
    picked.draws[i] = cells.draws[from]!;
    picked.losses[i] = cells.losses[from]!;
  }
  return picked;
}

/** One object a cell, for what is done once; with `halved` a draw is half a win and half a loss. */
export function asCells({ white, black, wins, draws, losses }: PairCells, halved = false): Cell[] {
  return Array.from(white, (w, i): Cell => {
    const half = halved ? draws[i]! / 2 : 0;
    return {
      white: w,
      black: black[i]!,
      whiteWins: wins[i]! + half,
      draws: halved ? 0 : draws[i]!,
      blackWins: losses[i]! + half,
    };
  });
}
