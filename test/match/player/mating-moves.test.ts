import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { describe, expect, it } from 'vitest';
import { indexToMove, legalIndices } from '../../../src/chess/board/encoding.js';
import { uciOfIndex } from '../../../src/chess/board/uci-moves.js';
import { matingMoves } from '../../../src/match/player/mating-moves.js';
import { randomFromState } from '../../../src/spec/keys/random.js';

/** The slow way: every legal move is played. */
function matesByTrial(position: Chess): number[] {
  return legalIndices(position).filter((index) => {
    const next = position.clone();
    next.play(indexToMove(position, index));
    return next.isCheckmate();
  });
}

describe('matingMoves', () => {
  it.each([
    ['a rook on the back rank', '7k/8/6K1/8/8/8/8/R7 w - - 0 1', 'a1a8'],
    ['a smothering knight, for Black', '6k1/8/8/8/8/7n/6PP/6RK b - - 0 1', 'h3f2'],
    ['promotion down the pawn’s own file', '8/4P3/8/4k3/8/8/8/3RKR2 w - - 0 1', 'e7e8q e7e8r'],
    ['castling', '4R1R1/8/8/5k2/8/8/8/4K2R w K - 0 1', 'e1g1 h1f1'],
    ['none', 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1', ''],
  ])('%s', (_name, fen, mates) => {
    const position = Chess.fromSetup(parseFen(fen).unwrap()).unwrap();
    const found = matingMoves(position, legalIndices(position));
    expect(found).toEqual(matesByTrial(position));
    expect(
      found
        .map((index) => uciOfIndex(position, index))
        .sort()
        .join(' '),
    ).toBe(mates);
  });

  it('finds what trying every move finds, in 150 random games', () => {
    const random = randomFromState([11, 22, 33, 44]);
    let mates = 0;
    for (let game = 0; game < 150; game++) {
      const position = Chess.default();
      for (let ply = 0; ply < 150; ply++) {
        const legal = legalIndices(position);
        if (legal.length === 0) break;
        const expected = matesByTrial(position);
        expect(matingMoves(position, legal)).toEqual(expected);
        mates += expected.length;
        position.play(indexToMove(position, legal[random.below(legal.length)]!));
      }
    }
    expect(mates).toBeGreaterThan(100);
  });
});
