import { readFileSync } from 'node:fs';
import { Chess } from 'chessops';
import { makeFen } from 'chessops/fen';
import { describe, expect, it } from 'vitest';
import { readBook } from '../../../src/chess/board/opening-book.js';
import { moveFromUci } from '../../../src/chess/board/uci-moves.js';

const shipped = readFileSync(new URL('../../../data/openings/default.txt', import.meta.url), 'utf8');

/** The position after the first `plies` moves, without counters. */
function positionAfter(line: string, plies: number): string {
  const position = Chess.default();
  for (const uci of line.split(' ').slice(0, plies)) position.play(moveFromUci(position, uci)!);
  return makeFen(position.toSetup()).split(' ').slice(0, 4).join(' ');
}

describe('readBook', () => {
  it('reads lines, comments, blanks and Windows line ends', () => {
    expect(readBook('# a book\n\n e2e4  e7e5 # open\r\nd2d4\n')).toEqual(['e2e4 e7e5', 'd2d4']);
  });

  it('takes castling as the king’s two-square step only', () => {
    const before = 'e2e4 e7e5 g1f3 b8c6 f1c4 f8c5';
    expect(readBook(`${before} e1g1`)).toHaveLength(1);
    expect(() => readBook(`${before} e1h1`)).toThrow(expect.objectContaining({ code: 'bad-book' }));
  });

  it.each(['e2e5', 'e2e4 e2e4', 'e4', 'P@e4', 'e2e4q', 'e7e5', '0000', 'é'])(
    'refuses %s and names its line',
    (line) => {
      expect(() => readBook(`# title\n${line}\n`)).toThrow(/line 2: .* is not a legal move here/);
    },
  );
});

describe('the shipped book', () => {
  const book = readBook(shipped);

  it('has 400 lines of eight plies, and says how it was made', () => {
    expect(book).toHaveLength(400);
    expect(new Set(book.map((line) => line.split(' ').length))).toEqual(new Set([8]));
    expect(shipped).toMatch(/^# .*make-openings\.mjs 400 1$/m);
  });

  it.each([4, 8])('has different positions after %i plies', (plies) => {
    expect(new Set(book.map((line) => positionAfter(line, plies))).size).toBe(400);
  });

  it('begins with lines that differ early', () => {
    const starts = book.slice(0, 100).map((line) => positionAfter(line, 2));
    expect(new Set(starts).size).toBe(100);
  });
});
