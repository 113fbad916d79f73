/** Bad and odd files of games, written here: each gives counts by reason or one clear error, and nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type GameCounts, outcome } from './file-outcome.js';
import { randomPgn } from './make-pgn.js';

const folder = mkdtempSync(join(tmpdir(), 'sentimate-odd-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tags = (result: string, more = ''): string => `[Event "test"]\n[Result "${result}"]\n${more}\n`;
const MOVES = '1. e4 e5 2. Nf3 Nc6 3. Bb5 a6';
const GAME = `${tags('1-0')}${MOVES} 1-0\n\n`;
const CLOCKS = '1. e4 { [%clk 0:05:00.9] } 1... e5 { [%clk 0:04:59.1] } 2. Nf3 { [%clk 0:04:58] }';

/** What, the file, and what comes of it. */
const FILES: readonly (readonly [what: string, content: string | Buffer, expected: GameCounts | string])[] = [
  ['a null move', `${tags('1-0')}1. e4 e5 2. Z0 Nc6 1-0\n`, { read: 1, kept: 0, dropped: { 'null-move': 1 } }],
  [
    'notes of every kind in a game',
    `${tags('1-0')}1. e4! $1 { best } (1. d4 d5 (1... Nf6 2. c4 { [%eval 0.2] }) 2. c4) 1... e5?! ; to the end\n` +
      '% a line that is escaped\n2. Nf3 {one} {two} Nc6 $6 $14 3. Bb5 a6 1-0\n',
    { read: 1, kept: 1 },
  ],
  [
    'games of variants among others',
    `${GAME + tags('1-0', '[Variant "Crazyhouse"]\n')}1. e4 e5 2. N@f3 1-0\n\n${GAME}`,
    { read: 3, kept: 2, dropped: { variant: 1 } },
  ],
  [
    'Chess960 with castling rights by files',
    `${tags(
      '1-0',
      '[Variant "fischerandom"]\n[SetUp "1"]\n[FEN "bqnbrkrn/pppppppp/8/8/8/8/PPPPPPPP/BQNBRKRN w GEge - 0 1"]\n',
    )}1. e4 {+0.30/12 1.2s} e5 {-0.20/12 1.1s} 1-0\n`,
    { read: 1, kept: 0, dropped: { variant: 1 } },
  ],
  [
    'a game from a position of its own',
    `${GAME + tags('1/2-1/2', '[SetUp "1"]\n[FEN "8/3P1k2/8/8/8/8/3K4/8 w - - 0 1"]\n')}1. d8R Kf6 1/2-1/2\n`,
    { read: 2, kept: 1, dropped: { 'custom-start': 1 } },
  ],
  [
    'an empty line between tags',
    `[Event "test"]\n\n[Result "1-0"]\n\n1.  e4   e5  2. Nf3  Nc6 1-0\n`,
    { read: 1, kept: 1 },
  ],
  ['no empty line between games', GAME.replaceAll('\n\n', '\n').repeat(20), { read: 20, kept: 20 }],
  [
    'no empty line between games with clocks',
    `${tags('0-1')}${CLOCKS} 0-1\n`.replaceAll('\n\n', '\n').repeat(7),
    { read: 7, kept: 7 },
  ],
  ['CRLF and two empty lines between games', `${GAME}\n${GAME}`.replaceAll('\n', '\r\n'), { read: 2, kept: 2 }],
  [
    'an illegal move, and a game after it',
    `${tags('1-0')}1. e4 e5 2. Ke3 Nc6 1-0\n\n${GAME}`,
    { read: 2, kept: 1, dropped: { 'illegal-move': 1 } },
  ],
  [
    'one illegal move in a hundred games',
    `${randomPgn(60, 'before')}${tags('1-0')}1. e4 e4 1-0\n\n${randomPgn(39, 'after')}`,
    { read: 100, kept: 99, dropped: { 'illegal-move': 1 } },
  ],
  [
    'German letters of pieces',
    `${tags('1-0')}1. e4 e5 2. Sf3 Sc6 1-0\n`,
    { read: 1, kept: 0, dropped: { 'illegal-move': 1 } },
  ],
  ['long algebraic moves', `${tags('1-0')}1. e2-e4 e7-e5 2. Ng1-f3 Nb8-c6 3. Bf1-b5 1-0\n`, { read: 1, kept: 1 }],
  ['moves without numbers', `${tags('1-0')}e4 e5 Nf3 Nc6 Bb5 a6 1-0\n`, { read: 1, kept: 1 }],
  [
    'blanks before tags and moves',
    '  [Event "x"]\n  [Result "*"]\n\n  1. e4 e5 *\n',
    { read: 1, kept: 0, dropped: { unfinished: 1 } },
  ],
  ['a tag and its moves on one line', '[Result "1-0"] 1. e4 e5 1-0\n', { read: 1, kept: 1 }],
  ['games without a result', `${tags('*')}${MOVES} *\n\n`.repeat(5), { read: 5, kept: 0, dropped: { unfinished: 5 } }],
  [
    'a result against the tag',
    `${GAME}${tags('0-1')}${MOVES} 1-0\n\n`,
    { read: 2, kept: 1, dropped: { 'result-conflict': 1 } },
  ],
  [
    'names that are Latin-1',
    Buffer.from(GAME.replace('test', 'K\u00f6ln, M\u00fcller'), 'latin1'),
    { read: 1, kept: 1 },
  ],
  [
    'a byte order mark and a game without moves',
    `\ufeff${tags('1-0')}1-0\n\n`,
    { read: 1, kept: 0, dropped: { 'no-moves': 1 } },
  ],
  ['one endless word in a comment', `${tags('1-0')}1. e4 { ${'x'.repeat(200_000)} } e5 1-0\n`, { read: 1, kept: 1 }],
  [
    'side lines in side lines',
    `${tags('1-0')}1. e4 (1. d4 (1. c4 (1. Nf3 d5) c5) d5) 1... e5 1-0\n`,
    { read: 1, kept: 1 },
  ],
  ['a side line that never ends', `${tags('1-0')}1. e4 (1. d4 d5 1-0\n\n${GAME}`, { read: 2, kept: 2 }],
  // The comment ends at its first closing brace, as the standard says; what follows is no game.
  ['a brace inside a comment', '{ one { two } three } and more\n', 'wrong-kind'],
  [
    'a Git LFS pointer',
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`,
    'lfs-pointer',
  ],
  ['positions', '4k3/8/8/8/8/8/4P3/4K3 w - - bm e4; id "one";\n'.repeat(30), 'wrong-kind'],
  ['positions with a NUL behind each', '4k3/8/8/8/8/8/4P3/4K3 w - - -1 bm e4 +;\0\n'.repeat(30), 'wrong-kind'],
  ['a zip archive', Buffer.from(`PK\x03\x04\x14\0\0\0\x08\0${'\0'.repeat(60)}`, 'latin1'), 'archive'],
  ['a gzip file that is cut off', gzipSync(randomPgn(40)).subarray(0, 900), 'truncated'],
  ['nothing', '', 'wrong-kind'],
];

describe('odd files of games', () => {
  it.each(FILES)('%s', async (_, content, expected) => {
    const path = join(folder, 'games.pgn');
    writeFileSync(path, content);
    expect(await outcome(path)).toEqual(expected);
  });
});
