import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedGame, PgnReader } from '../../../src/chess/pgn/pgn-read.js';

function read(text: string, cut = text.length): ParsedGame[] {
  const reader = new PgnReader();
  const games: ParsedGame[] = [];
  for (let at = 0; at < text.length; at += cut) games.push(...reader.push(text.slice(at, at + cut)));
  return [...games, ...reader.end()];
}
const short = (text: string): string[] =>
  read(text).map((game) => `${[...game.tags.values()].join()}|${game.moves.join(' ')}|${game.result ?? '?'}`);

describe('a PGN reader', () => {
  it('reads tags, moves and the result', () => {
    const games = read('[Event "A \\"b\\" \\\\"]\n[Site "]"]\n\n1. e4 e5 2. Nf3+ Nc6# 1-0\n\n[Event "B"]\n\n*\n');
    expect([...games[0]!.tags]).toEqual([
      ['Event', 'A "b" \\'],
      ['Site', ']'],
    ]);
    expect(games[0]!.moves).toEqual(['e4', 'e5', 'Nf3', 'Nc6']);
    expect(games.map((game) => game.result)).toEqual(['1-0', '*']);
  });

  it.each([
    [
      'comments and marks',
      '1. e4! {a 1. d4 (} e5?! $12 {x}{y} 2. Nf3!! ; d4 Nc6\n2... d5 ?! ! 1-0',
      ['|e4 e5 Nf3 d5|1-0'],
    ],
    ['side lines', '1. e4 (1. d4 d5 (1... Nf6 {)} 2. c4) 2. c4) 1... e5 ( {only} ) *', ['|e4 e5|*']],
    ['escaped lines', '% 1. d4\n1. e4\n%e5\nc5 *', ['|e4 c5|*']],
    ['no move numbers', 'e4 e5 Nf3 1/2-1/2', ['|e4 e5 Nf3|1/2-1/2']],
    [
      'numbers without blanks or dots, dots apart',
      '1.e4 e5 2 Nf3 2...Nc6 3 . Bb5 3 ... a6 0-1',
      ['|e4 e5 Nf3 Nc6 Bb5 a6|0-1'],
    ],
    ['castling with zeros, a null move of zeros', '1. 0-0 0-0-0 2. 0000 -- *', ['|0-0 0-0-0 0000 --|*']],
    [
      'other signs for results',
      '1. e4 \u00bd-\u00bd\n1. d4 1/2\n1. c4 1\u20130',
      ['|e4|1/2-1/2', '|d4|1/2-1/2', '|c4|1-0'],
    ],
    ['no blank lines', '[Event "A"]\n1. e4 1-0\n[Event "B"]\n1. d4 0-1', ['A|e4|1-0', 'B|d4|0-1']],
    ['a blank line among the tags', '[Event "A"]\n\n[Site "B"]\n\n1. e4 *', ['A,B|e4|*']],
    ['tags and moves on one line', '  [Event "A"] 1. e4 e5  [Event "B"] 1. d4', ['A|e4 e5|?', 'B|d4|?']],
    ['no result and no tags', '1. e4 e5 2. d4 {end}\n\n1. d4 d5', ['|e4 e5 d4|?', '|d4 d5|?']],
    ['games without moves', '[Event "A"]\n\n[Event "B"]\n\n1-0\n\n[Event "C"]', ['A||?', 'B||1-0', 'C||?']],
    ['CRLF and no line end', '[Event "A"]\r\n\r\n1. e4\r\ne5 1-0', ['A|e4 e5|1-0']],
    ['a comment that never ends', '[Event "A"]\n\n1. e4 {oh\n\n[Event "B"]\n\n1. d4 *', ['A|e4|?', 'B|d4|*']],
    ['a side line that never ends', '[Event "A"]\n\n1. e4 (1. d4\n\n[Event "B"]\n\n1. d4 *', ['A|e4|?', 'B|d4|*']],
    ['quotation marks that are not escaped', '[Event "the "big" one"]\n1. e4 *', ['the "big" one|e4|*']],
    ['a line that is no tag', '[Event A]\n[%x]\n1. e4 *', ['|e4|*']],
    ['nothing', ' \n\n * 1-0 ', []],
  ])('takes %s', (_, text, expected) => {
    expect(short(text)).toEqual(expected);
  });

  it('gives the same games however the text is cut', () => {
    const text =
      '\ufeff[Event "A"]\r\n[Result "1-0"]\r\n\r\n1.e4 {[%clk 0:01] [x} (1. d4 {b} d5) 1... e5 ; rest ) }\n% no\n2. O-O 0-0 $3 1-0\n' +
      '[Event "B \\" c"]\n1. e4 1/2-1/2\n{stray} [Event "C"] e4 {open [Event "x"]\n[Ev\n[Event "D"] *\n\n1. d4 d5 2. c4\n1. e4';
    const once = read(text);
    expect(once).toHaveLength(6);
    for (let cut = 1; cut < text.length; cut++) expect(read(text, cut)).toEqual(once);
  });

  it('survives any text, and holds little of it', () => {
    const rough = fc.array(
      fc.constantFrom(
        '[',
        ']',
        '"',
        '{',
        '}',
        '(',
        ')',
        ';',
        '%',
        '\n',
        ' ',
        '1.',
        'e4',
        '1-0',
        '*',
        '\\',
        '[Event "',
        '$',
        '.',
        '\0',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(rough, fc.integer({ min: 1, max: 9 }), (parts, cut) => {
        expect(read(parts.join(''), cut)).toEqual(read(parts.join('')));
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void read(text)));
  });

  it('is not stopped by words, tags, comments or games without end', () => {
    for (const text of ['x', '[A "', '[', '(', '{', 'e4 ', '1. ', '"', '[A "b"]']) {
      const reader = new PgnReader();
      const piece = text.repeat(100_000 / text.length);
      for (let i = 0; i < 50; i++) reader.push(piece);
      const games = [...reader.push('\n\n[Event "next"]\n\n1. e4 *\n'), ...reader.end()];
      expect(games.every((game) => game.moves.length <= 12_000 && game.tags.size <= 64)).toBe(true);
    }
  });
});
