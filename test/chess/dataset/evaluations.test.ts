import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSpears, SPEARS_BYTES } from '../../../src/chess/board/spears-bits.js';
import { centipawnsAt, EVALUATION_BYTES } from '../../../src/chess/dataset/evaluation-filter.js';
import type { GamesProfile } from '../../../src/chess/dataset/games-profile.js';
import { importGames } from '../../../src/chess/dataset/import-games.js';
import { PgnReader } from '../../../src/chess/pgn/pgn-read.js';
import { readMove } from '../../../src/chess/pgn/read-move.js';
import { datasetDir } from '../../../src/files/home.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-evaluations-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Evaluations of the one game in the text, by ply; read in pieces of the given length. */
function read(pgn: string, piece = pgn.length) {
  const reader = new PgnReader();
  const games = [];
  for (let at = 0; at < pgn.length; at += piece) games.push(...reader.push(pgn.slice(at, at + piece)));
  games.push(...reader.end());
  expect(games).toHaveLength(1);
  const { evaluations } = games[0]!;
  return (
    evaluations && {
      of: Object.fromEntries(evaluations.plies.map((ply, i) => [ply, evaluations.centipawns[i]])),
      unreadable: evaluations.unreadable,
      repeated: evaluations.repeated,
    }
  );
}

async function run(pgn: string, options: { minPly?: number; minRating?: number } = {}): Promise<GamesProfile> {
  const file = join(folder, 'games.pgn');
  await writeFile(file, pgn);
  return importGames({ files: [file], home: folder, minPly: 0, ...options });
}

const recordsOf = async ({ address }: GamesProfile): Promise<Buffer> =>
  Buffer.concat(
    await Promise.all(
      ['train', 'held-out'].map((name) => readFile(join(datasetDir(folder, address), `${name}-evaluations.bin`))),
    ),
  );

describe('evaluations in comments', () => {
  it.each([
    ['0.18', 18],
    ['-0.42', -42],
    ['+1.5', 150],
    ['12', 1200],
    ['0', 0],
    ['2.17,18', 217],
    ['-3.05,101', -305],
    ['#3', 32_000],
    ['#-12', -32_000],
    ['#+1,30', 32_000],
    ['999.5', 32_000],
    ['-152.65', -15265],
  ])('reads %s', (text, centipawns) => {
    expect(read(`1. e4 { [%eval ${text}] } e5 *`)).toEqual({ of: { 1: centipawns }, unreadable: 0, repeated: 0 });
  });

  it.each([
    '',
    ' ',
    'NaN',
    'Infinity',
    '1e9',
    '0x10',
    '--1',
    '1.',
    '.5',
    '#',
    '#0',
    '#-0',
    '#1.5',
    '1,5,5',
    '9999999',
    `${'9'.repeat(400)}`,
    '1 2',
    '0,18 ; rm',
  ])('counts [%%eval %s] as unreadable', (text) =>
    expect(read(`1. e4 { [%eval ${text}] } e5 { [%eval 0.1] } *`)).toEqual({
      of: { 2: 10 },
      unreadable: 1,
      repeated: 0,
    }),
  );

  it('takes them from any of several comments behind a move, wherever they stand in one', () => {
    expect(
      read(
        '1. e4 { Best. } { [%clk 0:05:18] [%eval 0.2] } e5 {[%eval 0.3][%clk 0:05:18]} 2. Nf3?! { (0.30 → -0.10) Inaccuracy. [%eval -0.1] } { [%cal Gg1f3] } *',
      ),
    ).toEqual({
      of: { 1: 20, 2: 30, 3: -10 },
      unreadable: 0,
      repeated: 0,
    });
  });

  it("counts further ones for the same position, and one before the first move as the start's", () => {
    expect(read('{ [%eval 0.15] } 1. e4 { [%eval 0.2] } { [%eval 0.4] [%eval 0.5] } *')).toEqual({
      of: { 0: 15, 1: 20 },
      unreadable: 0,
      repeated: 2,
    });
  });

  it('passes side lines, other commands and escaped lines over', () => {
    expect(
      read(
        '1. e4 ( 1. d4 { [%eval 9] } ( 1. c4 { [%eval 8] } ) ) e5 ; [%eval 7]\n%[%eval 6]\n2. Nf3 { [%evaluation 5] } *',
      ),
    ).toEqual({ of: {}, unreadable: 1, repeated: 0 });
    expect(read('1. e4 { eval 0.3, [% eval 0.2], [%EVAL 1] } *')).toBeUndefined();
  });

  it('does not hang on where the text is cut', () => {
    const pgn =
      '[Event "x"]\n\n1. e4 { [%eval 0.18] } e5 { [%clk 1:00:00] [%eval -2.17,18] } { Mistake [. } 2. Nf3 { [%eval #-3] [%eval 1] } { [%eval x] } 1-0\n';
    const whole = read(pgn);
    expect(whole).toEqual({ of: { 1: 18, 2: -217, 3: -32_000 }, unreadable: 1, repeated: 1 });
    for (let piece = 1; piece < 40; piece++) expect(read(pgn, piece), `pieces of ${piece}`).toEqual(whole);
  });

  it('holds little of a comment that never ends, and keeps the next game', () => {
    const reader = new PgnReader();
    const games = reader.push('1. e4 { [%eval 1.0] ');
    for (let i = 0; i < 300; i++) games.push(...reader.push('[%eval 0.1] [%eval '.repeat(500)));
    games.push(...reader.push('\n[Event "next"]\n\n1. d4 { [%eval 0.3] } 1-0\n'), ...reader.end());
    expect(games.map(({ evaluations }) => evaluations!.plies.length)).toEqual([1, 1]);
    expect(games[1]!.evaluations!.centipawns).toEqual([30]);
  });
});

describe('importing games with evaluations', () => {
  it('stores each evaluated position with what stands behind its move, seen from White', async () => {
    const moves = ['e4', 'e5', 'Nf3', 'Nc6'];
    const profile = await run(
      '[Result "0-1"]\n\n1. e4 { [%eval 0.3] } e5 { [%eval 0.25] } 2. Nf3 Nc6 { [%eval #-5] } 0-1\n',
    );
    expect(profile.evaluations!.train + profile.evaluations!.heldOut).toBe(3);
    const records = await recordsOf(profile);
    expect(records.length).toBe(3 * EVALUATION_BYTES);
    expect([0, 1, 2].map((number) => centipawnsAt(records, number))).toEqual([30, 25, -32_000]);
    const position = Chess.default();
    const expected = moves.map((san) => {
      position.play(readMove(position, san)!);
      const bytes = new Uint8Array(SPEARS_BYTES);
      packSpears(position, bytes, 0);
      return Buffer.from(bytes);
    });
    [0, 1, 3].forEach((move, number) => {
      const at = number * EVALUATION_BYTES;
      expect(records.subarray(at, at + SPEARS_BYTES).equals(expected[move]!), `evaluation ${number}`).toBe(true);
      expect(records.readUInt32LE(at + 104)).toBe(1);
    });
  });

  it('counts by reason what it leaves out', async () => {
    const kept =
      '[Result "1-0"]\n\n1. e4 { [%eval 0.3] } e5 { [%eval ?] } 2. Qh5 { [%eval 0.1] [%eval 0.1] } Nc6 3. Bc4 { [%eval #1] } Nf6 4. Qxf7# { [%eval #1] } 1-0\n\n';
    const dropped = '[Result "1-0"]\n\n1. e4 { [%eval 0.3] } e5 { [%eval 1] } 2. Ke3 { [%eval x] } 1-0\n';
    const profile = await run(kept + dropped, { minPly: 2 });
    const { train, heldOut, dropped: left } = profile.evaluations!;
    expect(train + heldOut).toBe(2);
    expect(left).toEqual({ opening: 1, unreadable: 1, repeated: 1, 'game-over': 1, 'game-dropped': 3 });
  });

  it('leaves games without evaluations as they were: same files, same address, no counts', async () => {
    const bare = '[Result "1-0"]\n\n1. e4 e5 2. Nf3 Nc6 1-0\n';
    const profile = await run(bare);
    expect(profile).not.toHaveProperty('evaluations');
    await expect(recordsOf(profile)).rejects.toThrow('ENOENT');
    const unreadable = await run(bare.replace('e4', 'e4 { [%eval ?] }'));
    expect(unreadable.address).toBe(profile.address);
    expect(unreadable.evaluations).toEqual({ train: 0, heldOut: 0, dropped: { unreadable: 1 } });
    await expect(recordsOf(unreadable)).rejects.toThrow('ENOENT');
    expect((await run(bare.replace('e4', 'e4 { [%eval 1] }'))).address).not.toBe(profile.address);
  });
});
