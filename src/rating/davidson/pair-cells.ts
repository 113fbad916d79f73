/**
 * Counts of games by ordered pairing (White, Black), called cells, as columns sorted by White, then Black. A thousand
 * players have up to a million cells. The cost of a fit depends on the number of cells, not on the number of games.
 */
export interface PairCells {
  /** Number of players; `white` and `black` hold indices below it. */
  readonly players: number;
  readonly white: Int32Array;
  readonly black: Int32Array;
  /** Games won by White. The counts may be fractional, because of a prior or a smoothing constant. */
  readonly wins: Float64Array;
  readonly draws: Float64Array;
  readonly losses: Float64Array;
}

/** A game between two players given by index; `result` is White's points. */
export interface IndexedGame {
  readonly white: number;
  readonly black: number;
  readonly result: 1 | 0.5 | 0;
}

/** Results of one player, over all opponents and both colours. */
interface ResultCounts {
  wins: number;
  draws: number;
  losses: number;
}

/**
 * Sorts entries by first, then second player, by two counting sorts in O(entries + players) time and memory.
 * @returns Entry indices in sorted order.
 */
export function orderByPair(players: number, first: Int32Array, second: Int32Array): Int32Array {
  const bySecond = countingSort(players, second, undefined);
  return countingSort(players, first, bySecond);
}

/** A stable counting sort of the indices of `keys`, visited in the order `before`, or ascending. */
function countingSort(players: number, keys: Int32Array, before: Int32Array | undefined): Int32Array {
  const next = rowStarts(players, keys);
  const order = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const entry = before ? before[i]! : i;
    order[next[keys[entry]!]!++] = entry;
  }
  return order;
}

/**
 * Row pointers of sorted `keys`, as in the compressed sparse row format.
 * @returns `players + 1` values: entries of player i are at `starts[i]` to `starts[i + 1] - 1`.
 */
export function rowStarts(players: number, keys: Int32Array): Int32Array {
  const starts = new Int32Array(players + 1);
  for (let i = 0; i < keys.length; i++) starts[keys[i]! + 1]!++;
  for (let player = 0; player < players; player++) starts[player + 1]! += starts[player]!;
  return starts;
}

/**
 * Groups entries by their two players. Calls `put` for each entry with the index `at` of its cell, whose counts are
 * initially 0.
 * @returns One cell for each distinct (first, second), sorted.
 */
export function gatherPairs(
  players: number,
  first: Int32Array,
  second: Int32Array,
  put: (cells: PairCells, at: number, entry: number) => void,
): PairCells {
  const order = orderByPair(players, first, second);
  const startsCell = (i: number): boolean =>
    i === 0 || first[order[i]!] !== first[order[i - 1]!] || second[order[i]!] !== second[order[i - 1]!];
  let size = 0;
  for (let i = 0; i < order.length; i++) if (startsCell(i)) size++;
  const cells = emptyCells(players, size);
  for (let i = 0, at = -1; i < order.length; i++) {
    const entry = order[i]!;
    if (startsCell(i)) {
      at++;
      cells.white[at] = first[entry]!;
      cells.black[at] = second[entry]!;
    }
    put(cells, at, entry);
  }
  return cells;
}

/**
 * Counts games given as columns. The result does not depend on their order.
 * @param points2 Twice White's points, by game.
 * @throws RangeError if a player meets itself.
 */
export function pairCells(players: number, white: Int32Array, black: Int32Array, points2: Uint8Array): PairCells {
  for (let game = 0; game < white.length; game++)
    if (white[game] === black[game]) throw new RangeError('a player cannot meet itself');
  return gatherPairs(players, white, black, ({ wins, draws, losses }, at, game) => {
    if (points2[game] === 2) wins[at]!++;
    else if (points2[game] === 1) draws[at]!++;
    else losses[at]!++;
  });
}

/**
 * Counts games by pairing and colour. The result does not depend on the order of the games.
 * @param players Number of players; indices are below it.
 * @throws RangeError if a player meets itself.
 */
export function cellsOf(games: Iterable<IndexedGame>, players: number): PairCells {
  const list = [...games];
  return pairCells(
    players,
    Int32Array.from(list, ({ white }) => white),
    Int32Array.from(list, ({ black }) => black),
    Uint8Array.from(list, ({ result }) => 2 * result),
  );
}

/** Wins, draws and losses of every player, by index. */
export function recordsOf({ players, white, black, wins, draws, losses }: PairCells): ResultCounts[] {
  const records = Array.from({ length: players }, () => ({ wins: 0, draws: 0, losses: 0 }));
  for (let i = 0; i < white.length; i++) {
    const w = records[white[i]!]!;
    const b = records[black[i]!]!;
    w.wins += wins[i]!;
    b.losses += wins[i]!;
    w.draws += draws[i]!;
    b.draws += draws[i]!;
    w.losses += losses[i]!;
    b.wins += losses[i]!;
  }
  return records;
}

/** Allocates `size` cells, all zero. */
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

/** The cells for which `keep` returns true; `cells` itself if that is all of them. */
export function cellsWhere(cells: PairCells, keep: (white: number, black: number) => boolean): PairCells {
  const kept = new Int32Array(cells.white.length);
  let size = 0;
  for (let i = 0; i < cells.white.length; i++) if (keep(cells.white[i]!, cells.black[i]!)) kept[size++] = i;
  return size === cells.white.length ? cells : cellsAt(cells, kept.subarray(0, size));
}

/** The cells at these indices, in this order. */
export function cellsAt(cells: PairCells, indices: Int32Array): PairCells {
  const picked = emptyCells(cells.players, indices.length);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]!;
    picked.white[i] = cells.white[from]!;
    picked.black[i] = cells.black[from]!;
    picked.wins[i] = cells.wins[from]!;
    picked.draws[i] = cells.draws[from]!;
    picked.losses[i] = cells.losses[from]!;
  }
  return picked;
}

/** The cells between `members`, which must be ascending; they are renumbered from 0 in this order. */
export function cellsAmong(cells: PairCells, members: readonly number[]): PairCells {
  const local = new Map(members.map((player, i) => [player, i]));
  const selected = cellsWhere(cells, (white, black) => local.has(white) && local.has(black));
  const renumbered = (column: Int32Array): Int32Array => column.map((player) => local.get(player)!);
  return { ...selected, players: members.length, white: renumbered(selected.white), black: renumbered(selected.black) };
}

/** Concatenates two sets of cells, sorted. A pairing that occurs in both has two cells, which does not affect fits. */
export function joinedCells(a: PairCells, b: PairCells): PairCells {
  const cells = emptyCells(a.players, a.white.length + b.white.length);
  for (const column of ['white', 'black', 'wins', 'draws', 'losses'] as const) {
    cells[column].set(a[column]);
    cells[column].set(b[column], a.white.length);
  }
  return cellsAt(cells, orderByPair(a.players, cells.white, cells.black));
}

/** Totals over all cells: games drawn, and games won by either colour. */
export function totalsOf({ wins, draws, losses }: PairCells): { drawn: number; decided: number } {
  const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
  return { drawn: total(draws), decided: total(wins) + total(losses) };
}
