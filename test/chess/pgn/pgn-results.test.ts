import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PgnReader } from '../../../src/chess/pgn/pgn-read.js';
import { PgnResults } from '../../../src/chess/pgn/pgn-results.js';

type Row = [white: string | undefined, black: string | undefined, result: string | undefined];

function read(text: string, cuts: readonly number[] = []): Row[] {
  const rows: Row[] = [];
  const reader = new PgnResults((...row) => void rows.push(row));
  const places = [...cuts, text.length].sort((a, b) => a - b);
  places.forEach((end, i) => reader.push(text.slice(i ? places[i - 1]! : 0, end)));
  reader.end();
  return rows;
}

describe('results by tags alone', () => {
  it('jumps over moves, comments and brackets at the start of a line in them', () => {
    const text = `[Event "a"]\n[White "A"]\n[Black "B"]\n[Result "1-0"]\n\n1. e4 { long\n[White "no one"]\n[%eval 0.3] } e5 1-0\n\n[Event "b"]\n[White "B"]\n[Black "A"]\n[Result "1/2-1/2"]\n\n*\n`;
    expect(read(text)).toEqual([
      ['A', 'B', '1-0'],
      ['B', 'A', '1/2-1/2'],
    ]);
  });

  it('takes the last word where the tag says nothing', () => {
    expect(read('[White "A"]\n[Black "B"]\n1. e4 e5 2. Qh5 0-1\n[White "B"]\n[Black "A"]\n1. d4 1/2-1/2')).toEqual([
      ['A', 'B', '0-1'],
      ['B', 'A', '1/2-1/2'],
    ]);
    expect(read('[White "A"]\n[Black "B"]\n[Result "*"]\n\n1. e4 *\n')).toEqual([['A', 'B', undefined]]);
  });

  it('takes games without moves, several tags on a line, escapes, and moves behind tags', () => {
    expect(
      read(
        '[Event "x"]\n[White "A"]\n[Black "B"]\n[Result "1-0"]\n[Event "x"]\n[White "C"]\n[Black "D"]\n[Result "0-1"]\n',
      ),
    ).toEqual([
      ['A', 'B', '1-0'],
      ['C', 'D', '0-1'],
    ]);
    expect(read('[Event "x"][White "A \\"the\\" B"] [Black "B"] [Result "1-0"] 1. e4 1-0\n')).toEqual([
      ['A "the" B', 'B', '1-0'],
    ]);
    expect(read('[White "A "B" C"]\r\n[Black "D"]\r\n[Result "1-0"]\r\n\r\n1-0\r\n')).toEqual([
      ['A "B" C', 'D', '1-0'],
    ]);
  });

  it('finds the next game after a comment that is never closed', () => {
    expect(
      read(
        '[Event "a"]\n[White "A"]\n[Black "B"]\n[Result "1-0"]\n\n1. e4 { open\n\n[Event "b"]\n[White "C"]\n[Black "D"]\n[Result "0-1"]\n\n1. d4 0-1\n',
      ),
    ).toEqual([
      ['A', 'B', '1-0'],
      ['C', 'D', '0-1'],
    ]);
  });

  it('finds no games in other files, and does not care how they are cut', () => {
    expect(read('')).toEqual([]);
    expect(read('[[[[')).toEqual([]);
    expect(read(`x${'y'.repeat(200_000)}[White "A"]`)).toEqual([['A', undefined, undefined]]);
  });

  it('agrees with the full reader, cut anywhere', () => {
    const tag = fc.constantFrom(
      '[Event "e"]',
      '[White "A"]',
      '[White "B, C"]',
      '[Black "D"]',
      '[Black "?"]',
      '[Result "1-0"]',
      '[Result "0-1"]',
      '[Result "*"]',
      '[Site "x"]',
    );
    const moves = fc.constantFrom(
      '1. e4 e5',
      '1. e4 { c } e5 2. Nf3',
      '1. d4 {a\n[%eval 1.0]} d5',
      '1. c4 (1. e4 e5) c5',
      '1. f4 {[%clk 0:01]} d5',
    );
    const end = fc.constantFrom('1-0', '0-1', '1/2-1/2', '*');
    const game = fc
      .tuple(fc.array(tag, { minLength: 1, maxLength: 6 }), moves, end)
      .map(([tags, body, result]) => `[Event "g"]\n${tags.join('\n')}\n\n${body} ${result}\n\n`);
    fc.assert(
      fc.property(
        fc.array(game, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 6 }),
        (games, cuts) => {
          const text = games.join('');
          const reader = new PgnReader();
          const wanted = [...reader.push(text), ...reader.end()].map(({ tags, result }): Row => {
            const tagged = tags.get('Result');
            const known = tagged === '1-0' || tagged === '0-1' ? tagged : result === '*' ? undefined : result;
            return [tags.get('White'), tags.get('Black'), known];
          });
          expect(
            read(
              text,
              cuts.filter((cut) => cut < text.length),
            ),
          ).toEqual(wanted);
        },
      ),
      { numRuns: 300 },
    );
  });
});
