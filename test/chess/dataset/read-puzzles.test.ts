import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { puzzlesOf } from '../puzzles-of.js';

const folder = mkdtempSync(join(tmpdir(), 'sentimate-puzzles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FEN = '6k1/p1p2ppp/1pqp2r1/3Q4/8/1P6/P1P2PPP/4RK2 b - - 8 22';
const HEADER = 'PuzzleId,FEN,Moves,Rating,RatingDeviation,Popularity,NbPlays,Themes,GameUrl,OpeningTags';

function read(content: string | Buffer): ReturnType<typeof puzzlesOf> {
  const path = join(folder, 'puzzles.csv');
  writeFileSync(path, content);
  return puzzlesOf(path);
}

describe('a file of puzzles', () => {
  it.each([
    ['with the header of Lichess', `${HEADER}\n1,${FEN},c6d5 e1e8,400,1,1,1,a b,https://x,\n`, 2],
    ['with CRLF and columns in another order', `Rating,Moves,FEN\r\n400,c6d5 e1e8,${FEN}\r\n`, 2],
    ['with the columns of Lichess and no header', `1,${FEN},c6d5 e1e8,400,1,1,1,a b,https://x,\n`, 1],
    ['with three columns', `${FEN},c6d5 e1e8,400\n`, 1],
    ['with quotation marks and a byte order mark', `\ufeff"${FEN}","c6d5 e1e8","400"\n`, 1],
  ])('%s is read', async (_, text, line) => {
    const { puzzles, report } = await read(text);
    expect(puzzles.map(({ line: at, rating, moves }) => ({ at, rating, moves }))).toEqual([
      { at: line, rating: 400, moves: ['c6d5', 'e1e8'] },
    ]);
    expect(report).toEqual({ puzzles: 1, bad: {} });
  });

  it('may be compressed', async () => {
    expect((await read(gzipSync(`${FEN},c6d5 e1e8,400\n`))).puzzles).toHaveLength(1);
  });

  it('counts what is no puzzle by its reason and reads on', async () => {
    const { puzzles, report } = await read(
      [
        HEADER,
        `1,${FEN},c6d5 e1e8,400`,
        `2,${FEN},c6d5 e1e8,`,
        `3,${FEN},c6d5 e1e8,strong`,
        `4,${FEN},c6d5,400`,
        `5,${FEN},c6d5 e1e8 g8f8,400`,
        `6,${FEN},c6d5 e1e9,400`,
        `7,${FEN},c6d5 d5e6,400`,
        '8,not a position at all,c6d5 e1e8,400',
        `9,8/8/8/8/8/8/8/8 b - - 0 1,c6d5 e1e8,400`,
        `10,${FEN}`,
        '',
        `11,${FEN},${'c6d5 '.repeat(5000)},400`,
        `12,${FEN},c6d5 e1e8,500`,
      ].join('\n'),
    );
    expect(puzzles.map(({ line, rating }) => [line, rating])).toEqual([
      [2, 400],
      [14, 500],
    ]);
    expect(report).toEqual({ puzzles: 2, bad: { rating: 2, moves: 2, 'illegal-move': 2, position: 2, columns: 2 } });
  });

  it.each([
    ['', 'is empty'],
    ['[Event "x"]\n1. e4 e5\n', 'is not a file of puzzles'],
    [`${HEADER}\n1,x,y,z\n`, 'no line is a puzzle (rating 1)'],
  ])('says what is wrong with %j', async (text, words) => {
    await expect(read(text)).rejects.toThrow(words);
  });
});
