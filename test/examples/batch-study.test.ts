import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';
import { Arena } from '../e2e/arena.js';
import type { Service } from '../e2e/processes.js';

const EXAMPLES = join(projectRoot(), 'examples');
/** Small enough for the tiny base of the arena. */
const STUDY = {
  name: 'two doses',
  tournament: {
    arms: ['positive', 'negative'].map((tone) => ({ tone, filter: { band: 0.3 } })),
    fineTune: { batch: 8, learningRate: 0.003, maxTokens: 32 },
    pairs: 1,
    maxPlies: 40,
    anchors: ['random'],
  },
  grid: {
    dose: [
      { examples: 16, steps: 2 },
      { examples: 32, steps: 4 },
    ],
  },
  seeds: [1],
};

let arena: Arena;
let service: Service;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-examples-'));
  arena = await Arena.open();
  service = await arena.api();
  await Promise.all([arena.worker('fine-tune'), arena.worker('match')]);
});
afterAll(async () => {
  await arena?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the API says of requests that it could not answer. */
const lastErrors = (): string =>
  service.lines
    .filter(({ level }) => (level as number) >= 50)
    .map((line) => JSON.stringify(line))
    .join('\n');

/** Runs a program to its end without blocking this process. */
function run(
  command: string,
  args: readonly string[],
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, SENTIMATE_URL: arena.url, SENTIMATE_API_KEY: '', SENTIMATE_POLL_SECONDS: '0.5' },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += String(text)));
    child.stderr.on('data', (text: Buffer) => (stderr += String(text)));
    child.on('error', reject).on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** The example as a module that every Node runs. */
async function compiled(): Promise<string> {
  const source = await readFile(join(EXAMPLES, 'batch-study.ts'), 'utf8');
  const path = join(folder, 'batch-study.mjs');
  await writeFile(
    path,
    ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext } })
      .outputText,
  );
  return path;
}

async function studyFile(name: string): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify({ ...STUDY, name }));
  return path;
}

function expectRows(stdout: string): void {
  expect(stdout).toMatch(/^study [0-9a-f-]{36}\n/);
  expect(stdout).toContain('finished: 2 of 2 cells');
  expect(stdout.match(/^.*: finished; positive - negative .* Elo \(.*\)\..*$/gm)).toHaveLength(2);
}

describe('the batch study', () => {
  it('runs in TypeScript, and once more it is the same study', async () => {
    const [program, study, csv] = [await compiled(), await studyFile('in TypeScript'), join(folder, 'ts.csv')];
    const first = await run(process.execPath, [program, study, csv]);
    expect(first.stderr, lastErrors()).toBe('');
    expect(first.status).toBe(0);
    expectRows(first.stdout);
    expect((await readFile(csv, 'utf8')).trimEnd().split('\n')).toHaveLength(3);
    const again = await run(process.execPath, [program, study]);
    expect(again.stdout.split('\n')[0]).toBe(first.stdout.split('\n')[0]);
  }, 240_000);

  it('runs in Python', async () => {
    const csv = join(folder, 'py.csv');
    const { status, stdout, stderr } = await run('python3', [
      join(EXAMPLES, 'batch_study.py'),
      await studyFile('in Python'),
      csv,
    ]);
    expect(stderr, lastErrors()).toBe('');
    expect(status).toBe(0);
    expectRows(stdout);
    expect((await readFile(csv, 'utf8')).trimEnd().split('\n')).toHaveLength(3);
  }, 240_000);

  it('ends with the line of a problem', async () => {
    const path = join(folder, 'wrong.json');
    await writeFile(path, JSON.stringify({ ...STUDY, grid: {} }));
    for (const [command, args] of [
      [process.execPath, [await compiled()]],
      ['python3', [join(EXAMPLES, 'batch_study.py')]],
    ] as const) {
      const { status, stderr } = await run(command, [...args, path]);
      expect(status).toBe(1);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toContain('grid');
    }
  });
});
