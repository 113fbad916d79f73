import { PgnResults } from '../../chess/pgn/index.js';
import { readText } from '../../files/index.js';
import { type PairCells, PairTable } from '../../rating/davidson/index.js';
import { halfPointsOf } from '../../vocabulary/index.js';
import { CliError } from '../shell/index.js';

/** Players and results of a file of games. */
export interface GamesToRate {
  /** Sorted, so that ratings do not depend on the order of games. */
  readonly names: readonly string[];
  /** Results by pair of players and colour; indices refer to `names`. */
  readonly cells: PairCells;
  readonly games: number;
  /** Games without a result, or without two different named players. */
  readonly passedOver: number;
}

/**
 * Reads players and results of a PGN file, compressed or not, as a stream: memory grows with players and pairings, not
 * with games. Throws CliError if no game counts, and FileError.
 */
export async function readGamesToRate(path: string): Promise<GamesToRate> {
  const index = new Map<string, number>();
  const table = new PairTable();
  let passedOver = 0;
  const player = (name: string): number => {
    let i = index.get(name);
    // copied, so that a name does not keep the piece of the file in memory that it was cut from
    if (i === undefined) index.set(Buffer.from(name).toString(), (i = index.size));
    return i;
  };
  const reader = new PgnResults((white, black, result) => {
    const [w, b] = [white?.trim(), black?.trim()];
    if (!w || !b || w === '?' || b === '?' || w === b || result === undefined) passedOver++;
    else table.add(player(w), player(b), halfPointsOf(result, true));
  });
  for await (const text of readText(path)) reader.push(text);
  reader.end();
  if (table.games === 0)
    throw new CliError('bad-file', `${path}: contains no game with two named players and a result`);
  const names = [...index.keys()].sort();
  const rank = new Int32Array(names.length);
  names.forEach((name, i) => (rank[index.get(name)!] = i));
  return { names, cells: table.cells(names.length, rank), games: table.games, passedOver };
}
