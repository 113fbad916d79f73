import type { Chess, NormalMove } from 'chessops';
import { makeSan, parseSan } from 'chessops/san';
import { describe, expect, it } from 'vitest';
import { resolveSan } from '../../../src/chess/pgn/resolve-san.js';
import { fromFen, HARD, legalMoves, randomGame } from '../positions.js';

const FILES = 'abcdefgh';
const SQUARES = [...FILES].flatMap((file) => [...'12345678'].map((rank) => `${file}${rank}`));
/** Words of every shape that is resolved, and some of none: to each square, from each file or rank, with promotions. */
const WORDS = SQUARES.flatMap((square) => [
  ...['', '=Q', 'N', '=K', '=', '9'].map((end) => `${square}${end}`),
  ...[...FILES].flatMap((file) => [`${file}x${square}`, `${file}x${square}=R`, `${file}${square}`]),
  ...[...'NBRQKP'].flatMap((piece) =>
    ['', 'x', '-', ...FILES, ...'12345678', 'b1', 'e4x', '=', 'Q'].map((between) => `${piece}${between}${square}`),
  ),
]);

const isSpecial = (position: Chess, { from, to }: NormalMove): boolean =>
  position.board[position.turn].has(to) || (position.board.pawn.has(from) && to === position.epSquare);

/** Positions with pins, checks, double checks and promotions besides those of a random game. */
function* positions(): Generator<Chess> {
  for (const fen of HARD) yield fromFen(fen);
  for (const fen of HARD.slice(0, 6)) for (const one of randomGame(`resolve ${fen}`, 12, fromFen(fen))) yield one;
  let ply = 0;
  for (const one of randomGame('resolve', 120)) if (ply++ % 8 === 0) yield one;
}

describe('moves resolved by geometry', () => {
  it('are those of chessops, for every word that is resolved', () => {
    for (const position of positions())
      for (const word of WORDS) {
        const found = resolveSan(position, word);
        if (found && JSON.stringify(found) !== JSON.stringify(parseSan(position, word)))
          expect({ word, found }).toEqual({ word, found: parseSan(position, word) });
      }
  });

  it('are all legal moves but castling and en passant', () => {
    for (const position of positions())
      for (const move of legalMoves(position)) {
        const word = makeSan(position, move).replace(/[+#]$/, '');
        const expected = isSpecial(position, move) ? undefined : { promotion: undefined, ...move };
        expect(resolveSan(position, word), word).toEqual(expected);
      }
  });

  it('leave a pinned piece out where two could go, and refuse to choose between two that may', () => {
    const pinned = fromFen('4k3/8/8/8/1b6/2N5/8/4K1N1 w - - 0 1'); // the knight of c3 is pinned
    expect(resolveSan(pinned, 'Ne2')).toEqual({ from: 6, to: 12, promotion: undefined });
    expect(resolveSan(pinned, 'Nd5')).toBeUndefined();
    const free = fromFen('4k3/8/8/8/8/2N5/8/4K1N1 w - - 0 1');
    expect(resolveSan(free, 'Ne2')).toBeUndefined();
    expect(resolveSan(free, 'Nce2')).toEqual({ from: 18, to: 12, promotion: undefined });
  });

  it('do not leave the king on the line of the piece that checks it', () => {
    const position = fromFen('4k3/8/8/8/r3K3/8/8/8 w - - 0 1');
    expect(resolveSan(position, 'Kf4')).toBeUndefined();
    expect(resolveSan(position, 'Kf5')).toEqual({ from: 28, to: 37, promotion: undefined });
  });
});
