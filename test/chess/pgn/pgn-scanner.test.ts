/** What both uses of PGN, import and rating, make of the same text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PgnReader } from '../../../src/chess/pgn/pgn-read.js';
import { PgnResults } from '../../../src/chess/pgn/pgn-results.js';
import { type PgnEvents, PgnScanner } from '../../../src/chess/pgn/pgn-scanner.js';

/** Games as `White|moves|result`, read in pieces of the given length. */
function games(text: string, cut = text.length): string[] {
  const reader = new PgnReader();
  const found = [];
  for (let at = 0; at < text.length; at += cut) found.push(...reader.push(text.slice(at, at + cut)));
  found.push(...reader.end());
  return found.map(({ tags, moves, result }) => `${tags.get('White') ?? ''}|${moves.join(' ')}|${result ?? '?'}`);
}

/** Results as `White-Black result`. */
function results(text: string, cut = text.length): string[] {
  const found: string[] = [];
  const reader = new PgnResults((white, black, result) => void found.push(`${white}-${black} ${result ?? '?'}`));
  for (let at = 0; at < text.length; at += cut) reader.push(text.slice(at, at + cut));
  reader.end();
  return found;
}

/** Every event of a text, of a user that passes moves over or not. */
function events(text: string, cut: number, skips: boolean): string[] {
  const told: string[] = [];
  let comment = '';
  const tell = (event: string): void => {
    if (comment !== '') told.push(`comment ${comment}`);
    comment = '';
    told.push(event);
  };
  const user: PgnEvents = {
    tag: (name, value) => tell(`${name}=${value}`),
    skipsMoves: () => skips,
    move: tell,
    comment: (piece) => void (comment += piece),
    end: (result) => tell(`end ${result}`),
  };
  const scanner = new PgnScanner(user);
  for (let at = 0; at < text.length; at += cut) scanner.push(text.slice(at, at + cut));
  scanner.end();
  return told;
}

describe('movetext', () => {
  it.each([
    ['glyphs apart', '1. e4 e5 = 2. Nf3 ± Nc6 ∞ 3. Bc4 +/- Bc5 ⩱ +- 1-0', 'e4 e5 Nf3 Nc6 Bc4 Bc5|1-0'],
    ['glyphs attached', '1. e4± e5= 2. Nf3+- Nc6⩱ 3. Bc4-/+ Bc5!? 4. O-O∞ *', 'e4 e5 Nf3 Nc6 Bc4 Bc5 O-O|*'],
    ['annotation numbers attached', '1. e4$1 e5$12$5 2. Nf3!$1 1-0', 'e4 e5 Nf3|1-0'],
    ['e.p. apart and attached', '1. e4 a6 2. e5 d5 3. exd6 e.p. cxd6 4. a3 ep *', 'e4 a6 e5 d5 exd6 cxd6 a3|*'],
    ['all numbers 1', '1. e4 e5 1. Nf3 Nc6 1. Bc4 1... Bc5 1-0', 'e4 e5 Nf3 Nc6 Bc4 Bc5|1-0'],
    ['numbers 1 at the start of a line', '1. e4 e5 2. Nf3\n1. Nc6 1-0', 'e4 e5 Nf3 Nc6|1-0'],
    ['numbers with an ellipsis', '1. e4 1… e5 2.Nf3 … Nc6 2…d6 *', 'e4 e5 Nf3 Nc6 d6|*'],
    ['results with blanks', '1. e4 e5 1 - 0', 'e4 e5|1-0'],
    ['results with blanks and a dash', '1. e4 e5 0 – 1', 'e4 e5|0-1'],
    ['halves with blanks', '1. e4 e5 1/2 - 1/2', 'e4 e5|1/2-1/2'],
    ['a result on a line of its own', '1. e4 e5 2. d4\n1 - 0', 'e4 e5 d4|1-0'],
    ['comments of all kinds', '1. e4 {[White "X"]\n[Not a tag]} e5 ; 1-0\n% 0-1\n2. d4 *', 'e4 e5 d4|*'],
    ['null moves', '1. -- e5 2. @@@@ Z0 *', '-- e5 @@@@ Z0|*'],
    ['figurines', '1. e4 e5 2. ♘f3 ♞c6 *', 'e4 e5 ♘f3 ♞c6|*'],
  ])('takes %s', (_, moves, expected) => {
    const text = `[White "A"]\n[Black "B"]\n\n${moves}\n`;
    expect(games(text)).toEqual([`A|${expected}`]);
    expect(results(text)).toEqual([`A-B ${expected.split('|')[1]!.replace('*', '?')}`]);
  });

  it('ends a game without result before a blank line and move 1', () => {
    expect(games('[White "A"]\n\n1. e4 e5 2. d4\n\n1. d4 d5\n')).toEqual(['A|e4 e5 d4|?', '|d4 d5|?']);
    expect(games('1. e4 e5 2. d4\n1 d4 d5\n')).toEqual(['|e4 e5 d4|?', '|d4 d5|?']);
    expect(games('1. e4 e5 2. d4\n1 - 0\n1 c4')).toEqual(['|e4 e5 d4|1-0', '|c4|?']);
  });
});

describe('files', () => {
  const plain =
    '[White "A"]\n[Black "B"]\n[Result "1-0"]\n\n1. e4 e5 ; open game\n2. Nf3 1-0\n\n' +
    '[White "B"]\n[Black "A"]\n[Result "1/2-1/2"]\n\n1. d4 {as in\n[a game]} d5 1/2-1/2\n\n';
  const played = ['A|e4 e5 Nf3|1-0', 'B|d4 d5|1/2-1/2'];
  const scores = ['A-B 1-0', 'B-A 1/2-1/2'];

  it.each([
    ['newlines', plain],
    ['returns', plain.replaceAll('\n', '\r')],
    ['returns and newlines', plain.replaceAll('\n', '\r\n')],
    ['returns in one half and newlines in the other', plain.replace(/\n(?=.*B"\]\n\[Black "A)/gs, '\r')],
    ['a byte order mark and no blank lines', `\ufeff${plain.replaceAll('\n\n', '\n')}`],
    ['tags over two lines', plain.replaceAll('[White ', '[White\n  ').replaceAll('[Result ', '[Result\r\n')],
    ['blanks in tags', plain.replaceAll('[Black ', '[ Black   ').replaceAll('"]', '" ]')],
    [
      'comments between tags',
      plain.replaceAll('[Black', '; seeded by hand\n[Black').replaceAll('[Result', '% 17\n{x}[Result'),
    ],
    ['comments before tags', plain.replaceAll('[White', ';; <next>\n{[%eval 0.3]}\n[White')],
    ['a wrapper', `[pgn]\n${plain}[/pgn]\n`],
  ])('are read with %s', (_, text) => {
    for (const cut of [text.length, 1, 2, 3, 7]) {
      expect(games(text, cut)).toEqual(played);
      expect(results(text, cut)).toEqual(scores);
    }
  });

  it('give names as they are written', () => {
    const text = '[White "A \\"the rook\\" C:\\\\"]\n[Black "B "the" D"]\n[Result "0-1"]\n\n0-1\n';
    expect(results(text)).toEqual(['A "the rook" C:\\-B "the" D 0-1']);
  });

  it('give the closing result where the tag has none, whatever follows it', () => {
    const comment = `{${'one of them let the flag fall '.repeat(9)}}`;
    const text = `[White "A"]\n[Black "B"]\n[Result "*"]\n\n1. e4 {0-1} e5 (1... c5 0-1) 1-0 ${comment}\n\n`;
    expect(results(text + text)).toEqual(['A-B 1-0', 'A-B 1-0']);
  });

  it('leave an evaluation that stands between games to neither', () => {
    const reader = new PgnReader();
    const text = '[White "A"]\n1. e4 {[%eval 0.1]} 1-0 {[%eval 9.9]}\n\n[White "B"]\n1. e4 {[%eval 0.2]} *';
    const found = [...reader.push(text), ...reader.end()];
    expect(found.map(({ evaluations }) => [evaluations!.plies, evaluations!.centipawns])).toEqual([
      [[1], [10]],
      [[1], [20]],
    ]);
  });
});

describe('the scanner', () => {
  const parts = ['[', ']', '"', '{', '}', '(', ')', ';', '%', '\n', '\r', ' ', '1', '1.', '0', '-', '–', 'e4', 'e.p.'];
  const wholes = ['1-0', '*', '±', '$', '$1', '…', '\\', '[White "A"]', '[Event "x"]', '\n[Event "', '[%eval 1]'];
  const text = fc.array(fc.constantFrom(...parts, ...wholes), { maxLength: 40 }).map((list) => list.join(''));

  it.each([false, true])('tells the same however the text is cut (moves passed over: %s)', (skips) => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (whole, cut) => {
        expect(events(whole, cut, skips)).toEqual(events(whole, Math.max(1, whole.length), skips));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds the same tags with moves passed over', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const tags = (skips: boolean): string[] =>
          events(whole, Math.max(1, whole.length), skips).filter((event) => /^(?:White|Event)=/.test(event));
        expect(tags(true)).toEqual(tags(false));
      }),
      { numRuns: 2_000 },
    );
  });
});
