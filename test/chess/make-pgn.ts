/** PGN text of seeded random games, for tests that make their own files. */
import { Chess } from 'chessops';
import { makeSanAndPlay } from 'chessops/san';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';
import { legalMoves } from './positions.js';

export interface MadeGame {
  readonly tags?: Readonly<Record<string, string>>;
  readonly moves?: readonly string[];
  readonly result?: string;
}

export function randomMoves(seed: string, plies: number): string[] {
  const random = randomFromHash(sha256Hex(seed));
  const position = Chess.default();
  const moves: string[] = [];
  while (moves.length < plies) {
    const legal = legalMoves(position);
    if (legal.length === 0) break;
    moves.push(makeSanAndPlay(position, legal[random.below(legal.length)]!));
  }
  return moves;
}

export function pgnOf(games: readonly MadeGame[]): string {
  return games
    .map(({ tags = {}, moves = ['e4', 'e5', 'Nf3', 'Nc6', 'Bb5', 'a6'], result = '1-0' }) => {
      const all = { Event: 'test', Result: result, WhiteElo: '2100', BlackElo: '2000', ...tags };
      const head = Object.entries(all).map(([name, value]) => `[${name} "${value}"]\n`);
      const body = moves.map((move, ply) => (ply % 2 === 0 ? `${ply / 2 + 1}. ${move}` : move));
      return `${head.join('')}\n${[...body, result].join(' ')}\n\n`;
    })
    .join('');
}

/** `count` different random games of 40 plies. */
export function randomPgn(count: number, seed = 'games'): string {
  const results = ['1-0', '0-1', '1/2-1/2'];
  return pgnOf(
    Array.from({ length: count }, (_, i) => {
      const moves = randomMoves(`${seed} ${i}`, 40);
      const mate = moves.at(-1)!.endsWith('#');
      return { moves, result: mate ? (moves.length % 2 ? '1-0' : '0-1') : results[i % 3]! };
    }),
  );
}
