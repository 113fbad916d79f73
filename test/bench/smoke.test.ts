/** Every bench runs, with its smallest sizes, so that none rots unseen. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instructionSets } from '../../bench/shared/bench.js';
import { projectRoot } from '../../src/files/home.js';
import { randomPgn } from '../chess/make-pgn.js';
import { temporaryHome } from '../database-sql.js';
import { runBench, WITH_PEERS } from './run-bench.js';

/** Whole services on a machine that does much else at the time. Milliseconds. */
const LIMIT = 600_000;
const BENCHES = readdirSync(join(projectRoot(), 'bench')).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
/** Those that have a test of their own, for they need arguments. */
const APART = ['games-import', 'joint', 'planted'];

let home = '';
beforeAll(async () => void (home = await temporaryHome()));
afterAll(() => rm(home, { recursive: true, force: true }));

test.each(BENCHES.filter((name) => ![...WITH_PEERS, ...APART].includes(name)))(
  '%s',
  async (name) => expect((await runBench(name)).split('\n').length).toBeGreaterThan(6),
  LIMIT,
);

test(
  'games-import',
  async () => {
    const file = join(home, 'few.pgn');
    writeFileSync(file, randomPgn(20));
    expect(await runBench('games-import', ['--pgn', file])).toMatch(/\| ours \| 20 \|[\s\S]*\| chessops \| 20 \|/);
  },
  LIMIT,
);

test('planted', async () => expect(await runBench('planted', ['--home', home])).toContain('power promised'), LIMIT);

test(
  'joint',
  async () => {
    writeFileSync(join(home, 'games.pgn'), randomPgn(400));
    const text = (i: number): string =>
      JSON.stringify({ question: `Is ${i} a number?`, answer: `Yes, ${i} is a good one.` });
    writeFileSync(join(home, 'talk.jsonl'), Array.from({ length: 200 }, (_, i) => text(i)).join('\n'));
    const bin = join(projectRoot(), 'bin', 'sentimate.mjs');
    const imported = (kind: string, file: string): string => {
      const run = spawnSync(process.execPath, [bin, 'import', kind, join(home, file)], {
        env: { ...process.env, SENTIMATE_HOME: home },
        encoding: 'utf8',
      });
      return /\b[0-9a-f]{64}\b/.exec(run.stdout)?.[0] ?? expect.fail(run.stdout + run.stderr);
    };
    const [games, dialogue] = [imported('games', 'games.pgn'), imported('dialogue', 'talk.jsonl')];
    const printed = await runBench('joint', ['--games', games, '--dialogue', dialogue], { SENTIMATE_HOME: home });
    expect(printed).toContain('| no clipping |');
  },
  LIMIT,
);

test('without a name all are listed, with what they compare', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectRoot(), 'scripts', 'bench.mjs'), ...args], { encoding: 'utf8' });
  const { stdout, status } = run();
  expect(status).toBe(0);
  for (const name of BENCHES) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S.{20,}$`, 'm'));
  const wrong = run('no-such');
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('no bench no-such')]);
});

test('instruction sets come from the flags of the processor, and are unknown elsewhere', () => {
  const file = join(home, 'cpuinfo');
  writeFileSync(file, 'processor\t: 0\nflags\t\t: fpu sse2 avx avx2 avx512f\nprocessor\t: 1\n');
  expect(instructionSets(file)).toBe('avx, avx2, avx512f');
  writeFileSync(file, 'flags\t: fpu sse2\n');
  expect(instructionSets(file)).toBe('none');
  writeFileSync(file, 'processor\t: 0\nFeatures\t: fp asimd\n');
  expect(instructionSets(file)).toBe('unknown');
  expect(instructionSets(join(home, 'none'))).toBe('unknown');
});
