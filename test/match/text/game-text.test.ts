import { Chess } from 'chessops';
import { describe, expect, it } from 'vitest';
import { legalIndices, moveFromUci } from '../../../src/chess/board/index.js';
import { gameText } from '../../../src/match/text/game-text.js';

function boardAfter(text: string) {
  const line = text.split(' ').filter(Boolean);
  const position = Chess.default();
  for (const uci of line) position.play(moveFromUci(position, uci)!);
  return { line, position, legal: legalIndices(position) };
}

describe('a game as text', () => {
  it('is movetext, with the number of the next move where White is to move', () => {
    expect(gameText(boardAfter(''))).toMatchObject({ words: ['1.'], beginnings: [0] });
    expect(gameText(boardAfter('e2e4')).words.join(' ')).toBe('1. e4');
    const text = gameText(boardAfter('e2e4 e7e5 g1f3 b8c6'));
    expect(text.words.join(' ')).toBe('1. e4 e5 2. Nf3 Nc6 3.');
    expect(text.beginnings).toEqual([0, 3, 6]);
  });

  it('has the legal moves in SAN, in the order of the query: castling, captures, checks, promotions', () => {
    const castling = boardAfter('e2e4 e7e5 g1f3 b8c6 f1c4 g8f6');
    const { moves } = gameText(castling);
    expect(moves).toHaveLength(castling.legal.length);
    expect(new Set(moves).size).toBe(moves.length);
    expect(moves).toEqual(expect.arrayContaining(['O-O', 'Bxf7+', 'Nxe5', 'd4']));
    const promotion = gameText(boardAfter('a2a4 h7h5 a4a5 h5h4 a5a6 h4h3 a6b7 h3g2')).moves;
    expect(promotion).toEqual(expect.arrayContaining(['bxa8=Q', 'bxc8=N', 'Bxg2', 'Nc3']));
    expect(gameText(boardAfter('f2f3 e7e5 g2g4')).moves).toContain('Qh4#');
  });

  it('is refused where only the position is known', () => {
    const { position, legal } = boardAfter('e2e4');
    expect(() => gameText({ position, legal })).toThrow(/reads games, not single positions/);
    expect(() => gameText({ position, legal, line: ['e2e5'] })).toThrow(/e2e5 is not legal/);
  });
});
