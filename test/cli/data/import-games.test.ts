import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerImportGames } from '../../../src/cli/data/import-games.js';
import { pgnOf, randomPgn } from '../../chess/make-pgn.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-cli-'));
  vi.stubEnv('SENTIMATE_HOME', join(folder, 'home'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

/** What the command prints, and its exit code. */
async function run(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  let out = '';
  let err = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text);
      return true;
    }),
  ];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    const program = new Command('sentimate').exitOverride();
    const importCommand = program.command('import').exitOverride();
    registerImportGames(importCommand);
    for (const command of importCommand.commands) command.exitOverride();
    try {
      await program.parseAsync(['import', 'games', ...args], { from: 'user' });
    } catch (error) {
      process.exitCode = (error as { exitCode?: number }).exitCode ?? 99;
    }
    return { out, err, code: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

describe('sentimate import games', () => {
  it('prints a profile for people, or as JSON', async () => {
    const path = await file('games.pgn', `${randomPgn(5)}${pgnOf([{ result: '*' }])}`);
    const people = await run(path, '--name', 'five');
    expect(people.code).toBe(0);
    expect(people.out).toMatch(/^dataset [0-9a-f]{64}\nfive: 5 of 6 games kept\n/);
    expect(people.out).toContain('dropped       unfinished 1\n');
    const json = await run(
      path,
      '--json',
      '--max-games',
      '2',
      '--min-rating',
      '2000',
      '--max-positions',
      '500',
      '--min-ply',
      '0',
    );
    expect(JSON.parse(json.out)).toMatchObject({
      kind: 'games',
      complete: false,
      settings: { minRating: 2000, minPly: 0, maxGames: 2, maxPositions: 500 },
      games: { kept: 2 },
    });
    expect(json.err).toBe('');
  });

  it('says in one line what is wrong, and exits with 1', async () => {
    await mkdir(join(folder, 'folder.pgn'));
    const good = await file('good.pgn', pgnOf([{}]));
    const before = await readdir(join(folder, 'home', 'datasets'));
    const wrong: [string, RegExp][] = [
      [join(folder, 'nowhere.pgn'), /no such file/],
      [join(folder, 'folder.pgn'), /is a directory/],
      [await file('letter.pgn', 'Dear Sir,\nthis is a letter.\n'), /contains no chess game/],
      [await file('empty.pgn', ''), /is empty/],
      [
        await file('pointer.pgn', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n'),
        /Git LFS pointer/,
      ],
      [
        await file('unfinished.pgn', pgnOf([{ result: '*' }, { moves: ['e5'] }])),
        /nothing to store from 2 games \(unfinished 1, illegal-move 1\)/,
      ],
    ];
    for (const [path, message] of wrong) {
      for (const args of [[path], [good, path]]) {
        if (args.length === 2 && path.endsWith('unfinished.pgn')) continue; // the good file's game is kept
        const result = await run(...args);
        expect(result.code, path).toBe(1);
        expect(result.out, path).toBe('');
        expect(result.err, path).toMatch(message);
        expect(result.err.trimEnd().split('\n'), path).toHaveLength(1);
        expect(result.err).not.toMatch(/\n\s+at /);
      }
    }
    expect(await readdir(join(folder, 'home', 'datasets'))).toEqual(before);
    for (const value of ['-1', 'many', '1.5', '']) expect((await run(good, '--min-rating', value)).code).not.toBe(0);
    expect((await run()).code).not.toBe(0);
  });
});
