import { Chess as Referee } from 'chess.js';
import { parsePgn } from 'chessops/pgn';
import { describe, expect, it } from 'vitest';
import { gameToPgn } from '../../../src/chess/pgn/pgn-write.js';
import { checkpoint, GAME, wholeGames } from '../pgn-games.js';

/** Castling on both sides, en passant, promotions with capture, moves that need file and rank to be told apart. */
const RICH =
  'e2e4 a7a6 e4e5 d7d5 e5d6 g8f6 g1f3 g7g6 f1c4 f8g7 e1g1 e8g8 d6c7 b8c6 c7d8n f8d8 b1c3 c8e6 d2d3 a8c8 c1g5 e6d5 d1d2 d5f3 a1e1 c6d4 e1e7';

describe('gameToPgn', () => {
  it('writes the seven tags first, then ours, then the moves', () => {
    expect(gameToPgn(GAME)).toBe(`[Event "Positive against nobody"]
[Site "?"]
[Date "2026.03.04"]
[Round "12"]
[White "positive/3"]
[Black "anchor:random"]
[Result "0-1"]
[WhiteCheckpoint "${checkpoint.slice(0, 12)}"]
[WhiteDecoding "temperature=0.5 guard=mate-and-repetition"]
[GameKey "${GAME.gameKey}"]
[PlanHash "${GAME.planHash}"]
[Tournament "0198c0de-0000-7000-8000-000000000000"]
[OpeningPlies "2"]
[Termination "checkmate"]
[PlyCount "4"]

1. f3 e5 2. g4 Qh4# 0-1

`);
  });

  it('writes a game without moves, date, number or tournament', () => {
    const pgn = gameToPgn({
      ...GAME,
      date: null,
      round: null,
      tournament: null,
      planHash: null,
      moves: '',
      result: '1/2-1/2',
    });
    expect(pgn).toContain('[Date "????.??.??"]\n[Round "-"]');
    expect(pgn).toMatch(/\n\n1\/2-1\/2\n\n$/);
    expect(pgn).not.toContain('null');
  });

  it('refuses an illegal move and says where', () => {
    expect(() => gameToPgn({ ...GAME, moves: 'e2e4 e7e5 e4e5' })).toThrow(/e4e5 at ply 3/);
  });

  it.each(['quote " and \\ backslash', 'two\nlines [Result "1-0"]', '"', 'é ♞ 你', '\u2028', 'ends in \\'])(
    'survives the name %j',
    (event) => {
      const pgn = gameToPgn({ ...GAME, event });
      const referee = new Referee();
      referee.loadPgn(pgn);
      expect(referee.history()).toEqual(['f3', 'e5', 'g4', 'Qh4#']);
      expect(referee.getHeaders().White).toBe('positive/3');
      const [game, ...others] = parsePgn(pgn);
      expect(others).toEqual([]);
      expect(game!.headers.get('Result')).toBe('0-1');
    },
  );

  it('is read back move for move by chess.js', () => {
    const referee = new Referee();
    referee.loadPgn(gameToPgn({ ...GAME, moves: RICH, result: '1/2-1/2', termination: 'ply-limit' }));
    expect(
      referee
        .history({ verbose: true })
        .map(({ lan }) => lan)
        .join(' '),
    ).toBe(RICH);
  });
});

describe('whole games', async () => {
  const games = await wholeGames();
  const pgn = games.map(gameToPgn).join('');

  it('has lines of at most 79 characters', () => {
    expect(Math.max(...pgn.split('\n').map((line) => line.length))).toBeLessThan(80);
  });

  it('is read by chess.js', () => {
    for (const game of games) {
      const referee = new Referee();
      referee.loadPgn(gameToPgn(game));
      expect(
        referee
          .history({ verbose: true })
          .map(({ lan }) => lan)
          .join(' '),
      ).toBe(game.moves);
      expect(referee.getHeaders().Result).toBe(game.result);
    }
  });
});
