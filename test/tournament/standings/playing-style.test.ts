import { describe, expect, it } from 'vitest';
import { styleOf } from '../../../src/tournament/standings/playing-style.js';

/**
 * Morphy against the Duke of Brunswick and Count Isouard, Paris 1858:
 * 1.e4 e5 2.Nf3 d6 3.d4 Bg4 4.dxe5 Bxf3 5.Qxf3 dxe5 6.Bc4 Nf6 7.Qb3 Qe7 8.Nc3 c6 9.Bg5 b5 10.Nxb5 cxb5 11.Bxb5+ Nbd7
 * 12.O-O-O Rd8 13.Rxd7 Rxd7 14.Rd1 Qe6 15.Bxd7+ Nxd7 16.Qb8+ Nxb8 17.Rd8#
 */
const OPERA =
  'e2e4 e7e5 g1f3 d7d6 d2d4 c8g4 d4e5 g4f3 d1f3 d6e5 f1c4 g8f6 f3b3 d8e7 b1c3 c7c6 c1g5 b7b5 c3b5 c6b5 c4b5 b8d7 e1c1 a8d8 d1d7 d8d7 h1d1 e7e6 b5d7 f6d7 b3b8 d7b8 d1d8';

describe('style of a game', () => {
  it('counts the Opera Game as one does by hand', () => {
    // White: checks 11.Bxb5, 15.Bxd7, 16.Qb8, 17.Rd8; castling is no king move. Trades begun: 10.Nxb5 cxb5, 13.Rxd7
    // Rxd7, 15.Bxd7 Nxd7; 16.Qb8 captures nothing. 11.Bxb5 takes back on b5, so Black began that one with 10...cxb5;
    // likewise 4...Bxf3 5.Qxf3, and 13...Rxd7 is retaken by 15.Bxd7 two moves later: no trade.
    expect(styleOf(OPERA, '')).toEqual({
      white: { moves: 17, trades: 3, checks: 4, kingMoves: 0, repeats: 0 },
      black: { moves: 16, trades: 2, checks: 0, kingMoves: 0, repeats: 0 },
    });
  });

  it('leaves the opening out, and a trade whose first capture lies in it', () => {
    const opening = OPERA.split(' ').slice(0, 8).join(' '); // to 4...Bxf3
    expect(styleOf(OPERA, opening)).toEqual({
      white: { moves: 13, trades: 3, checks: 4, kingMoves: 0, repeats: 0 },
      black: { moves: 12, trades: 1, checks: 0, kingMoves: 0, repeats: 0 },
    });
  });

  it('counts king moves, en passant retaken, and every return of a position', () => {
    // 1.e4 e6 2.e5 d5 3.exd6 e.p. cxd6: White began a trade
    expect(styleOf('e2e4 e7e6 e4e5 d7d5 e5d6 c7d6', '')?.white).toMatchObject({ moves: 3, trades: 1 });
    // the first return of the start position comes after the fourth ply: then each move brings one back
    expect(styleOf('g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1 f6g8', '')).toEqual({
      white: { moves: 4, trades: 0, checks: 0, kingMoves: 0, repeats: 2 },
      black: { moves: 4, trades: 0, checks: 0, kingMoves: 0, repeats: 3 },
    });
    expect(styleOf('e2e4 e7e5 e1e2 e8e7', '')).toMatchObject({ white: { kingMoves: 1 }, black: { kingMoves: 1 } });
  });

  it.each(['e2e4 e2e4', 'e2e4 pass', 'e2e4 d2d4'])('makes nothing of a line that cannot be read: %s', (moves) => {
    expect(styleOf(moves, '')).toBeNull();
  });
});
