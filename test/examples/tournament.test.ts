import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';
import type { Verdict } from '../../src/spec/api/evidence/verdict.js';
import { useServedTournament } from '../http/served-tournament.js';
import { playOut } from '../store/play-out.js';

const EXAMPLES = join(projectRoot(), 'examples');
const PROGRAMS = { 'tournament.mjs': process.execPath, 'tournament.py': 'python3' } as const;
const served = useServedTournament();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-examples-'));
  for (const name of Object.keys(PROGRAMS)) await copyFile(join(EXAMPLES, name), join(folder, name));
  await writeFile(join(folder, 'tournament.json'), JSON.stringify(served.spec));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs an example to its end, and plays the tournament that it starts to its end meanwhile. */
async function run(name: keyof typeof PROGRAMS): Promise<{ id: string; stdout: string; stderr: string }> {
  const child = spawn(PROGRAMS[name], [join(folder, name)], {
    env: { ...process.env, SENTIMATE_URL: served.url, SENTIMATE_API_KEY: '', SENTIMATE_POLL_SECONDS: '0.1' },
  });
  let [stdout, stderr, id] = ['', '', ''];
  let playing: Promise<void> = Promise.resolve();
  child.stdout.on('data', (text: Buffer) => {
    stdout += String(text);
    const started = /^tournament ([0-9a-f-]{36}): /.exec(stdout);
    if (id !== '' || started === null) return;
    id = started[1]!;
    playing = playOut(served.db, id, { strengths: { positive: 3 } });
  });
  child.stderr.on('data', (text: Buffer) => (stderr += String(text)));
  await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  await playing;
  return { id, stdout, stderr };
}

describe('the example of one tournament', () => {
  it.each(['tournament.mjs', 'tournament.py'] as const)('%s starts it, waits, and prints the results', async (name) => {
    const { id, stdout, stderr } = await run(name);
    expect(stderr).toBe('');
    const verdict = await served.get<Verdict>(`/tournaments/${id}/verdict`);
    expect(verdict.state).toBe('positive stronger');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/: 12 fine-tunes, \d+ games$/);
    expect(lines.some((line) => /^finished: 12 children, (\d+) of \1 games$/.test(line))).toBe(true);
    for (const contestant of ['positive/1', 'negative/6', 'untouched'])
      expect(lines.some((line) => line.startsWith(contestant) && / ± \d+ +\d+-\d+-\d+$/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe(verdict.line);
  });
});
