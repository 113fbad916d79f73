import type { Cell } from './cells.js';

/** Games counted by who had White against whom, as columns: a thousand players have up to a million cells. */
export interface PairCells {
  readonly players: number;
  readonly white: Int32Array;
  readonly black: Int32Array;
  /** By White. Not whole numbers where a prior adds to them. */
  readonly wins: Float64Array;
  readonly draws: Float64Array;
  readonly losses: Float64Array;
}

/** Up to this many players a table of all ordered pairs is quicker than a hash table. */
const TABLE_PLAYERS = 3000;

/** `points2[i]` is twice White's points in game i. Cells come by White, then Black: the order of games changes nothing. */
export function pairCells(players: number, white: Int32Array, black: Int32Array, points2: Uint8Array): PairCells {
  const place = players <= TABLE_PLAYERS ? new Int32Array(players * players) : new Map<number, number>();
  const keys: number[] = [];
  for (let game = 0; game < white.length; game++) {
    const key = white[game]! * players + black[game]!;
    if (white[game] === black[game]) throw new RangeError('a player cannot meet itself');
    if (place instanceof Map) {
      if (!place.has(key)) place.set(key, keys.push(key));
    } else if (place[key] === 0) place[key] = keys.push(key);
  }
  const sorted = Float64Array.from(keys).sort();
  const size = sorted.length;
  const cells = { players, white: new Int32Array(size), black: new Int32Array(size), wins: new Float64Array(size), draws: new Float64Array(size), losses: new Float64Array(size) };
  sorted.forEach((key, i) => {
    if (place instanceof Map) place.set(key, i);
    else place[key] = i;
    cells.white[i] = Math.floor(key / players);
    cells.black[i] = key % players;
  });
  const columns = [cells.losses, cells.draws, cells.wins];
  for (let game = 0; game < white.length; game++) {
    const key = white[game]! * players + black[game]!;
    columns[points2[game]!]![place instanceof Map ? place.get(key)! : place[key]!]!++;
  }
  return cells;
}

/** Those cells that `keep` wants. */
export function cellsWhere(cells: PairCells, keep: (white: number, black: number) => boolean): PairCells {
  const kept: number[] = [];
  for (let i = 0; i < cells.white.length; i++) if (keep(cells.white[i]!, cells.black[i]!)) kept.push(i);
  if (kept.length === cells.white.length) return cells;
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]!);
  return {
    players: cells.players,
    white: Int32Array.from(kept, (i) => cells.white[i]!),
    black: Int32Array.from(kept, (i) => cells.black[i]!),
    wins: pick(cells.wins),
    draws: pick(cells.draws),
    losses: pick(cells.losses),
  };
}

/** One object a cell, for what is done once; with `halved` a draw is half a win and half a loss. */
export function asCells({ white, black, wins, draws, losses }: PairCells, halved = false): Cell[] {
  return Array.from(white, (w, i): Cell => {
    const half = halved ? draws[i]! / 2 : 0;
    return { white: w, black: black[i]!, whiteWins: wins[i]! + half, draws: halved ? 0 : draws[i]!, blackWins: losses[i]! + half };
  });
}
