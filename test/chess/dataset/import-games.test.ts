import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveToIndex } from '../../../src/chess/board/encoding.js';
import { packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { Fingerprints } from '../../../src/chess/dataset/fingerprints.js';
import type { GamesProfile } from '../../../src/chess/dataset/games-profile.js';
import { type ImportGamesOptions, importGames } from '../../../src/chess/dataset/import-games.js';
import { inspectGames } from '../../../src/chess/dataset/inspect-games.js';
import { PgnReader } from '../../../src/chess/pgn/pgn-read.js';
import { readMove } from '../../../src/chess/pgn/read-move.js';
import { datasetDir, datasetsDir } from '../../../src/files/home.js';
import { zstFrame, zstSkippable } from '../../files/zst-frames.js';
import { expectReplay } from '../expect-replay.js';
import { type MadeGame, pgnOf, randomMoves, randomPgn } from '../make-pgn.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
};
const run = async (pgn: string | Uint8Array, options: Partial<ImportGamesOptions> = {}): Promise<GamesProfile> =>
  importGames({ files: [await file('games.pgn', pgn)], home: folder, ...options });
const records = async (profile: GamesProfile, name = 'train.bin'): Promise<Buffer> =>
  readFile(join(datasetDir(folder, profile.address), name));
const stored = (): Promise<string[]> => readdir(datasetsDir(folder)).catch(() => []);

describe('importing games', () => {
  it("stores every position from the mover's side, with the move and the outcome", async () => {
    const moves = ['e4', 'd5', 'exd5', 'Qxd5', 'Nc3', 'Qa5', 'd4', 'c6'];
    const profile = await run(pgnOf([{ moves, result: '0-1' }]), { minPly: 0 });
    const bytes = Buffer.concat([await records(profile), await records(profile, 'held-out.bin')]);
    expect(bytes.length).toBe(moves.length * RECORD_BYTES);
    const position = Chess.default();
    for (const [ply, san] of moves.entries()) {
      const move = readMove(position, san)!;
      const expected = new Uint8Array(RECORD_BYTES);
      const outcome = position.turn === 'black' ? 2 : 0;
      packPosition(position, expected, 0, { move: moveToIndex(position, move), outcome, ply, game: 1 });
      expect([...bytes.subarray(ply * RECORD_BYTES, (ply + 1) * RECORD_BYTES)]).toEqual([...expected]);
      position.play(move);
    }
    expect(profile).toMatchObject({ kind: 'games', complete: true, results: { '1-0': 0, '0-1': 1, '1/2-1/2': 0 } });
  });

  it('is addressed by its data files, and says the same in dataset.json', async () => {
    const profile = await run(randomPgn(120), { name: 'mine' });
    const hash = createHash('sha256')
      .update(await records(profile))
      .update(await records(profile, 'held-out.bin'));
    expect(profile.address).toBe(hash.digest('hex'));
    const text = await readFile(join(datasetDir(folder, profile.address), 'dataset.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(profile);
    expect(await inspectGames(datasetDir(folder, profile.address))).toEqual(profile);
    expect(profile.name).toBe('mine');
    expect(profile.games).toEqual({ read: 120, kept: 120, dropped: {} });
    const [train, heldOut] = [(await records(profile)).length, (await records(profile, 'held-out.bin')).length];
    expect([train, heldOut]).toEqual([
      profile.positions.train * RECORD_BYTES,
      profile.positions.heldOut * RECORD_BYTES,
    ]);
    expect((await stored()).every((name) => !name.startsWith('.'))).toBe(true);
  });

  it('gives equal datasets for equal games, however they are packed', async () => {
    const pgn = randomPgn(60);
    const half = pgn.indexOf('[Event', pgn.length / 2);
    const plain = await run(pgn);
    const packed = [
      gzipSync(pgn),
      Buffer.concat([
        zstSkippable(Buffer.alloc(4)),
        zstFrame(Buffer.from(pgn.slice(0, half))),
        zstFrame(Buffer.from(pgn.slice(half))),
      ]),
    ];
    for (const bytes of packed) {
      const profile = await run(bytes);
      expect(profile.address).toBe(plain.address);
      expect(profile.games.read).toBe(60);
    }
    const files = [await file('one.pgn', pgn.slice(0, half)), await file('two.pgn.gz', gzipSync(pgn.slice(half)))];
    const two = await importGames({ files, home: folder });
    expect(two.address).toBe(plain.address);
    expect(two.sources.map((source) => source.file)).toEqual(['one.pgn', 'two.pgn.gz']);
    expect(two.sources.reduce((sum, source) => sum + source.kept, 0)).toBe(60);
  });

  it('holds out about one game in fifty, by its moves and whole', async () => {
    const profile = await run(randomPgn(1500));
    const games = async (name: string): Promise<Set<number>> => {
      const bytes = await records(profile, name);
      return new Set(
        Array.from({ length: bytes.length / RECORD_BYTES }, (_, i) => bytes.readUInt32LE(i * RECORD_BYTES + 40)),
      );
    };
    const [train, heldOut] = [await games('train.bin'), await games('held-out.bin')];
    expect(heldOut.size).toBeGreaterThan(12);
    expect(heldOut.size).toBeLessThan(55);
    expect([...heldOut].filter((game) => train.has(game))).toEqual([]);
  });

  it('stores a position with its move once', async () => {
    const moves = randomMoves('twice', 30);
    const profile = await run(pgnOf([{ moves }, { moves, result: '0-1' }, { moves: [...moves.slice(0, 20)] }]));
    expect(profile.positions.train + profile.positions.heldOut).toBe(26);
    expect(profile.positions.duplicates).toBe(26 + 16);
  });

  it('stores it as often as it occurs when asked to, and in games held out always', async () => {
    const moves = randomMoves('twice', 30);
    const twice = pgnOf([{ moves }, { moves }]);
    expect((await run(twice, { keepRepeats: true })).positions).toMatchObject({ train: 52, heldOut: 0, duplicates: 0 });
    const pgn = randomPgn(600);
    const held = async (text: string, options = {}): Promise<number> => (await run(text, options)).positions.heldOut;
    const once = await held(pgn);
    expect(once).toBeGreaterThan(0);
    expect(await held(pgn + pgn)).toBe(2 * once);
    expect(await held(pgn, { keepRepeats: true })).toBe(once);
  });

  it('counts each game that it leaves out by its reason', async () => {
    const mate = ['f3', 'e5', 'g4', 'Qh4#'];
    const games: [string, MadeGame][] = [
      ['variant', { tags: { Variant: 'Crazyhouse' } }],
      ['custom-start', { tags: { FEN: '4k3/8/8/8/8/8/8/4K2R w K - 0 1', SetUp: '1' } }],
      ['no-moves', { moves: [] }],
      ['unfinished', { result: '*' }],
      ['unfinished', { tags: { Termination: 'Abandoned' } }],
      ['result-conflict', { tags: { Result: '0-1' } }],
      ['result-conflict', { moves: mate, result: '1-0' }],
      ['result-conflict', { moves: mate, result: '1/2-1/2' }],
      ['unrated', { tags: { WhiteElo: '?' } }],
      ['unrated', { tags: { BlackElo: '' } }],
      ['rating-below', { tags: { WhiteElo: '1999' } }],
      ['null-move', { moves: ['e4', '--', 'd4'] }],
      ['null-move', { moves: ['e4', 'Z0', 'd4'] }],
      ['illegal-move', { moves: ['e4', 'e4'] }],
      ['illegal-move', { moves: ['e4', 'e5', 'Sf3'] }],
      ['illegal-move', { moves: ['d4', 'd5', 'Nd2', 'a6', 'Nf3', 'a5', 'Nb1', 'a4', 'Nd2'] }], // either knight
      ['too-long', { moves: Array.from({ length: 2001 }, (_, i) => ['Nf3', 'Nf6', 'Ng1', 'Ng8'][i % 4]!) }],
    ];
    for (const [reason, game] of games) {
      const profile = await run(pgnOf([game, {}]), { minRating: 2000 });
      expect(profile.games, reason).toEqual({ read: 2, kept: 1, dropped: { [reason]: 1 } });
    }
    const all = await run(pgnOf([...games.map(([, game]) => game), {}]));
    expect(all.games.dropped.unrated).toBeUndefined();
    expect(all.games.dropped['rating-below']).toBeUndefined();
    const stray = await run(`This is a letter, not a game.\n\n${pgnOf([{}])}`);
    expect(stray.games).toEqual({ read: 2, kept: 1, dropped: { 'not-a-game': 1 } });
  });

  it('keeps games from the start position, however its FEN is spelt', async () => {
    const start = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq -';
    for (const FEN of ['', start, `${start} 0`, `${start} 0 1`, ` ${start} `]) {
      expect((await run(pgnOf([{ tags: { FEN, SetUp: '1' } }]))).games.kept, FEN).toBe(1);
    }
    const others = [`${start} 1 1`, start.replace(' w ', ' b '), start.replace('KQkq', 'KQ')];
    const profile = await run(pgnOf([...others.map((FEN) => ({ tags: { FEN } })), {}]));
    expect(profile.games).toEqual({ read: 4, kept: 1, dropped: { 'custom-start': 3 } });
  });

  it('reads moves in the usual spellings', () => {
    const games: [string[], string[]][] = [
      [
        ['e2e4', 'e7-e5', 'g1f3', 'Ng8f6', 'f1c4', 'f8c5', 'e1g1'],
        ['e4', 'e5', 'Nf3', 'Nf6', 'Bc4', 'Bc5', 'O-O'],
      ],
      [
        ['Pe4', 'd5', 'e4:d5', 'Qd8xd5', 'Nb1-c3'],
        ['e4', 'd5', 'exd5', 'Qxd5', 'Nc3'],
      ],
      [
        ['e4', 'a6', 'e5', 'd5', 'exd6e.p.'],
        ['e4', 'a6', 'e5', 'd5', 'exd6'],
      ],
      [
        ['e4', 'e5', '♘f3', '♞f6', '♗c4', 'Bc5', 'O–O'],
        ['e4', 'e5', 'Nf3', 'Nf6', 'Bc4', 'Bc5', 'O-O'],
      ],
      [
        ['e4', 'e5', 'Nf3', 'Nf6', 'Bc4', 'Bc5', 'o-o'],
        ['e4', 'e5', 'Nf3', 'Nf6', 'Bc4', 'Bc5', 'O-O'],
      ],
      [
        ['e4', 'e5', 'Nf3', 'Nf6', 'Bc4', 'Bc5', '0-0'],
        ['e4', 'e5', 'Nf3', 'Nf6', 'Bc4', 'Bc5', 'O-O'],
      ],
    ];
    for (const pair of games) {
      const [given, plain] = pair.map((moves) => {
        const position = Chess.default();
        return moves.map((word) => {
          const move = readMove(position, word);
          if (move) position.play(move);
          return move;
        });
      });
      expect(given).toEqual(plain);
    }
    const promoting = Chess.default();
    for (const word of ['a4', 'h5', 'a5', 'h4', 'a6', 'h3', 'axb7', 'hxg2']) promoting.play(readMove(promoting, word)!);
    for (const word of ['bxa8=N', 'bxa8N', 'bxa8/N', 'b7a8n', 'b7xa8=N']) {
      expect(readMove(promoting, word), word).toEqual({ from: 49, to: 56, promotion: 'knight' });
    }
    for (const word of ['bxa8', 'bxa8=K', 'b7a8', '', 'x', 'O-O-O', 'N@f4', 'e9', 'Ke2', 'constructor']) {
      expect(readMove(promoting, word), word).toBeUndefined();
    }
  });

  it('stops at the maximum of games or positions', async () => {
    const pgn = randomPgn(30);
    const games = await run(pgn, { maxGames: 7 });
    expect([games.games.kept, games.complete]).toEqual([7, false]);
    const positions = await run(pgn, { maxPositions: 100 });
    expect([positions.positions.train + positions.positions.heldOut, positions.complete]).toEqual([100, false]);
  });

  it('reports its progress', async () => {
    const seen: number[] = [];
    const files = [await file('a.pgn', randomPgn(3, 'a')), await file('b.pgn', randomPgn(3, 'b'))];
    await importGames({ files, home: folder, onProgress: ({ bytes, totalBytes }) => seen.push(bytes / totalBytes) });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('stores nothing when it fails or is stopped', async () => {
    const before = await stored();
    const good = pgnOf([{}]);
    const missing = { files: [join(folder, 'nowhere.pgn')], home: folder };
    await expect(run(pgnOf([{ result: '*' }]))).rejects.toMatchObject({ name: 'FileError', code: 'nothing-kept' });
    await expect(importGames(missing)).rejects.toMatchObject({ name: 'FileError', code: 'not-found' });
    await expect(importGames({ files: [folder], home: folder })).rejects.toMatchObject({
      name: 'FileError',
      code: 'not-a-file',
    });
    const files = [await file('good.pgn', good), await file('bad.pgn', 'no game here at all')];
    await expect(importGames({ files, home: folder })).rejects.toMatchObject({ code: 'wrong-kind' });
    const cut = gzipSync(randomPgn(40));
    await expect(run(cut.subarray(0, cut.length - 20))).rejects.toMatchObject({ code: 'truncated' });
    await expect(run(gzipSync(good.repeat(1000)), { maxExpandedBytes: 10_000 })).rejects.toMatchObject({
      code: 'expands-too-far',
    });
    await expect(run('')).rejects.toMatchObject({ code: 'wrong-kind' });
    await expect(run(good, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(await stored()).toEqual(before);
  });

  it('keeps no name of a player', async () => {
    const profile = await run(pgnOf([{ tags: { White: 'Somebody, S', Site: 'https://example.org/x' } }]));
    expect(JSON.stringify(profile)).not.toMatch(/Somebody|example/);
  });
});

describe('the table of fingerprints', () => {
  it('tells new from known, and at worst forgets', () => {
    const add = (table: Fingerprints, i: number): boolean => table.add(Uint32Array.of(i, i * 3, 7), 0, 3);
    const roomy = new Fingerprints(19);
    for (const expected of [true, false]) {
      for (let i = 0; i < 50_000; i++) if (add(roomy, i) !== expected) throw new Error(`${i}`);
    }
    expect(roomy.evictions).toBe(0);
    const full = new Fingerprints(10);
    for (let i = 0; i < 5000; i++) expect(add(full, i)).toBe(true);
    expect(full.evictions).toBeGreaterThan(3500);
    let forgotten = 0;
    for (let i = 4900; i < 5000; i++) if (add(full, i)) forgotten++;
    expect(forgotten).toBeLessThan(30);
  });
});

describe('games', () => {
  it('are replayed like chess.js does', () => {
    const games = new PgnReader().push(randomPgn(9));
    expect(games).toHaveLength(9);
    for (const game of games) expectReplay(game);
  });
});
