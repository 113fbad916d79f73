/**
 * The rules as this project uses them, counted: chessops moves the pieces, legalIndices lists the moves, chess.js is
 * the referee.
 */
import { Chess as Referee } from 'chess.js';
import { makeFen } from 'chessops/fen';
import { makeUci } from 'chessops/util';
import { describe, expect, it } from 'vitest';
import { indexToMove, legalIndices } from '../../../src/chess/board/encoding.js';
import { PERFT_COUNTS, perft } from '../perft-counts.js';
import { fromFen, HARD, randomGame } from '../positions.js';

describe('perft', () => {
  // Counts of https://www.chessprogramming.org/Perft_Results
  it.each([
    ['rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1', 3, 8902],
    [HARD[0]!, 3, 97_862],
    [HARD[1]!, 4, 43_238],
    [HARD[2]!, 3, 9467],
    [HARD[3]!, 3, 62_379],
    [HARD[4]!, 2, 2079],
  ])('%s to depth %i', (fen, depth, count) => {
    expect(perft(fromFen(fen), depth)).toBe(count);
  });

  it.each(PERFT_COUNTS)('%s: %s to depth %i', (_, fen, depth, count) => {
    expect(perft(fromFen(fen), depth)).toBe(count);
  });
});

describe('chess.js as the referee', () => {
  it('sees the same moves and positions all through random games', () => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      for (const position of randomGame(seed, 100)) {
        const referee = new Referee(makeFen(position.toSetup()));
        const theirs = referee.moves({ verbose: true }).map((move) => move.from + move.to + (move.promotion ?? ''));
        const ours = legalIndices(position).map((index) => {
          const uci = makeUci(indexToMove(position, index));
          // chessops writes castling as king takes rook
          return position.board.king.has(indexToMove(position, index).from)
            ? uci
                .replace(/^e1h1$/, 'e1g1')
                .replace(/^e1a1$/, 'e1c1')
                .replace(/^e8h8$/, 'e8g8')
                .replace(/^e8a8$/, 'e8c8')
            : uci;
        });
        expect(ours.sort()).toEqual(theirs.sort());
      }
    }
  });
});
