import { PgnReader, type PgnGame } from '../chess/pgn-read.js';
import { readText } from '../files/read-text.js';
import { pairCells, type PairCells } from '../rating/index.js';
import { CliError } from './errors.js';

export interface GamesToRate {
  /** In order of the alphabet, so that the order of games cannot matter. */
  readonly names: readonly string[];
  readonly cells: PairCells;
  readonly games: number;
  /** Games without a result, or without two different named players. */
  readonly passedOver: number;
}

const POINTS2: Readonly<Record<string, number>> = { '1-0': 2, '1/2-1/2': 1, '0-1': 0 };

/** Players and results of a PGN file, compressed or not, as a stream; moves are not looked at. */
export async function readGamesToRate(path: string): Promise<GamesToRate> {
  const index = new Map<string, number>();
  const white: number[] = [];
  const black: number[] = [];
  const points: number[] = [];
  let passedOver = 0;
  const player = (name: string): number => {
    let i = index.get(name);
    if (i === undefined) index.set(name, (i = index.size));
    return i;
  };
  const take = ({ tags, result }: PgnGame): void => {
    const [w, b] = [tags.get('White')?.trim(), tags.get('Black')?.trim()];
    const made = POINTS2[tags.get('Result') ?? ''] ?? POINTS2[result ?? ''];
    if (!w || !b || w === '?' || b === '?' || w === b || made === undefined) return void passedOver++;
    white.push(player(w));
    black.push(player(b));
    points.push(made);
  };
  const reader = new PgnReader();
  for await (const text of readText(path)) reader.push(text).forEach(take);
  reader.end().forEach(take);
  if (points.length === 0) throw new CliError('bad-file', `${path}: holds no game with two named players and a result`);
  const names = [...index.keys()].sort();
  const place = new Int32Array(names.length);
  names.forEach((name, i) => (place[index.get(name)!] = i));
  const cells = pairCells(names.length, Int32Array.from(white, (i) => place[i]!), Int32Array.from(black, (i) => place[i]!), Uint8Array.from(points));
  return { names, cells, games: points.length, passedOver };
}
