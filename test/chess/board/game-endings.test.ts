import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { describe, expect, it } from 'vitest';
import { endingOf } from '../../../src/chess/board/game-endings.js';
import { PositionHistory } from '../../../src/chess/board/position-history.js';
import { moveFromUci } from '../../../src/chess/board/uci-moves.js';

const START = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';

/** The endings after each of the moves: the last of them, and how many came before the game was over. */
function play(fen: string, moves: string, maxPlies?: number) {
  const position = Chess.fromSetup(parseFen(fen).unwrap()).unwrap();
  const history = new PositionHistory(position);
  let ended = endingOf(position, history, maxPlies);
  for (const uci of moves.split(' ').filter(Boolean)) {
    expect(ended, `the game is over before ${uci}`).toBeUndefined();
    position.play(moveFromUci(position, uci)!);
    history.push(position);
    ended = endingOf(position, history, maxPlies);
  }
  return ended;
}

describe('ending', () => {
  it('goes on at the start', () => expect(play(START, '')).toBeUndefined());

  it.each([
    ['fool’s mate', START, 'f2f3 e7e5 g2g4 d8h4', '0-1', 'checkmate'],
    ['scholar’s mate', START, 'e2e4 e7e5 d1h5 b8c6 f1c4 g8f6 h5f7', '1-0', 'checkmate'],
    ['smothered mate', '6rk/6pp/7N/8/8/8/8/6K1 w - - 0 1', 'h6f7', '1-0', 'checkmate'],
    ['stalemate of a lone king', '7k/8/6K1/8/8/8/8/5Q2 w - - 0 1', 'f1f7', '1/2-1/2', 'stalemate'],
    [
      'stalemate with pieces left (Loyd, ten moves)',
      START,
      'e2e3 a7a5 d1h5 a8a6 h5a5 h7h5 h2h4 a6h6 a5c7 f7f6 c7d7 e8f7 d7b7 d8d3 b7b8 d3h7 b8c8 f7g6 c8e6',
      '1/2-1/2',
      'stalemate',
    ],
  ])('%s', (_name, fen, moves, result, termination) => {
    expect(play(fen, moves)).toEqual({ result, termination });
  });

  it('draws on the hundredth half-move, not on the ninety-ninth', () => {
    expect(play('7k/8/5K2/8/8/8/8/R7 w - - 98 80', 'a1a2')).toBeUndefined();
    expect(play('7k/8/5K2/8/8/8/8/R7 w - - 98 80', 'a1a2 h8g8')).toEqual({
      result: '1/2-1/2',
      termination: 'fifty-moves',
    });
  });

  it('lets mate on the hundredth half-move win', () => {
    expect(play('7k/8/6K1/8/8/8/8/R7 w - - 99 80', 'a1a8')).toEqual({ result: '1-0', termination: 'checkmate' });
  });

  it('starts counting anew after a pawn move', () => {
    expect(play('7k/8/5K2/8/8/8/P7/R7 w - - 99 80', 'a2a3')).toBeUndefined();
  });

  it.each([
    ['two kings', '8/8/4k3/8/8/3K4/8/8 w - - 0 1', true],
    ['a knight', '8/8/4k3/8/8/3KN3/8/8 w - - 0 1', true],
    ['a bishop', '8/8/4k3/8/8/3KB3/8/8 w - - 0 1', true],
    ['bishops of one colour of squares', '8/8/4kb2/8/8/3KB3/8/8 w - - 0 1', true],
    ['bishops of both colours of squares', '8/8/4kb2/8/8/3K1B2/8/8 w - - 0 1', false],
    ['two knights', '8/8/4k3/8/8/3KNN2/8/8 w - - 0 1', false],
    ['a pawn', '8/8/4k3/8/8/3KP3/8/8 w - - 0 1', false],
    ['a knight on each side', '8/8/4kn2/8/8/3KN3/8/8 w - - 0 1', false],
  ])('knows dead positions: %s', (_name, fen, dead) => {
    expect(play(fen, '')?.termination).toBe(dead ? 'insufficient-material' : undefined);
  });

  it('ends a game at the capture that leaves nothing', () => {
    expect(play('8/8/4k3/8/8/3Kp3/8/8 w - - 0 1', 'd3e3')).toEqual({
      result: '1/2-1/2',
      termination: 'insufficient-material',
    });
  });

  it('ends at the ply limit, but lets mate on the last ply win', () => {
    expect(play(START, 'e2e4 e7e5', 3)).toBeUndefined();
    expect(play(START, 'e2e4 e7e5 g1f3', 3)).toEqual({ result: '1/2-1/2', termination: 'ply-limit' });
    expect(play(START, 'f2f3 e7e5 g2g4 d8h4', 4)).toEqual({ result: '0-1', termination: 'checkmate' });
  });
});

const REPEATED = { result: '1/2-1/2', termination: 'threefold-repetition' };

describe('threefold repetition', () => {
  it('counts the start position', () => {
    expect(play(START, 'g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1')).toBeUndefined();
    expect(play(START, 'g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1 f6g8')).toEqual(REPEATED);
  });

  it('needs equal castling rights', () => {
    // After the first e1e2 Black may still castle, after e8e7 nobody may. By the pieces alone the third e1e2 repeats.
    const start = 'r3k2r/p6p/8/8/8/8/P6P/R3K2R w KQkq - 0 1';
    const round = 'e1e2 e8e7 e2e1 e7e8 ';
    expect(play(start, round + round)).toBeUndefined();
    expect(play(start, `${round}${round}e1e2`)).toBeUndefined();
    expect(play(start, `${round}${round}e1e2 e8e7`)).toEqual(REPEATED);
  });

  it('needs equal chances to capture en passant', () => {
    // e2e4 lets Black's d4 capture; the same pieces later do not count with the first time.
    const capturable = '4k3/8/8/8/3p4/8/4P3/4K3 w - - 0 1';
    const round = 'e8e7 e1e2 e7e8 e2e1 ';
    expect(play(capturable, `e2e4 ${round}${round}`)).toBeUndefined();
    expect(play(capturable, `e2e4 ${round}${round}e8e7`)).toEqual(REPEATED);
  });

  it('looks past a double step that no pawn can answer, or only a pinned one', () => {
    const round = 'e8e7 e1e2 e7e8 e2e1 ';
    expect(play('4k3/8/8/8/8/1p6/4P3/4K3 w - - 0 1', `e2e4 ${round}${round}`)).toEqual(REPEATED);
    // d4 is pinned against h4 by the rook on a4 once e4 and d4 are gone from the rank: capturing is not legal.
    const pinned = '8/8/8/8/R2p3k/8/4P3/4K3 w - - 0 1';
    const around = 'h4h5 e1e2 h5h4 e2e1 ';
    expect(play(pinned, `e2e4 ${around}${around}`)).toEqual(REPEATED);
  });

  it('keeps a long quiet game', () => {
    const start = Chess.default();
    const history = new PositionHistory(start);
    const quiet = 'g1f3 g8f6 f3g1 f6g8'.split(' ');
    for (let ply = 0; ply < 240; ply++) {
      start.play(moveFromUci(start, quiet[ply % 4]!)!);
      history.push(start);
    }
    expect(history.plies).toBe(240);
    expect(history.occurrences()).toBeGreaterThanOrEqual(3);
  });
});
