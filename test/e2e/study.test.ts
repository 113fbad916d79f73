import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';
import type { StudyResults } from '../../src/spec/api/studies.js';
import { parseCsv } from '../../src/tournament/report/report-csv.js';
import { Arena } from './arena.js';

/** Small enough for the tiny base of the arena: four tournaments of one replicate. */
const STUDY = {
  name: 'doses of mixtures',
  tournament: {
    arms: [
      { id: 'mixed', tone: 'mixture', filter: { band: 0.3 } },
      { tone: 'negative', filter: { band: 0.3 } },
    ],
    fineTune: { batch: 8, learningRate: 0.003, maxTokens: 32 },
    pairs: 1,
    maxPlies: 40,
    anchors: [],
  },
  grid: {
    dose: [
      { examples: 16, steps: 2 },
      { examples: 16, steps: 4 },
    ],
    share: [0.25, 0.75],
  },
  seeds: [1],
  trend: { axis: 'dose' },
};

let arena: Arena;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-study-'));
  arena = await Arena.open();
  await arena.api();
  await Promise.all([arena.worker('fine-tune'), arena.worker('match')]);
});
afterAll(async () => {
  await arena?.close();
  await rm(folder, { recursive: true, force: true });
});

async function sentimate(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), ...args], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}
const study = (...args: string[]) => sentimate('study', 'run', join(folder, 'study.json'), '--url', arena.url, ...args);

describe('sentimate study run', () => {
  it('trains and plays every cell, prints them and the trend, and goes on with the same study when asked again', {
    timeout: 400_000,
  }, async () => {
    await writeFile(join(folder, 'study.json'), JSON.stringify(STUDY));
    const plan = await study('--dry-run');
    expect(plan.stdout).toContain('cells        4: doses of mixtures: 16 examples x 2 steps, share 0.25;');
    expect(plan.stdout).toContain(
      'trend        over dose (16 examples x 2 steps, 16 examples x 4 steps): 1 replicate of the 6 that a p-value needs',
    );
    expect(await arena.request<{ data: unknown[] }>('/studies')).toMatchObject({ data: [] });

    const ran = await study('--json', '--csv', join(folder, 'results.csv'));
    expect([ran.stderr, ran.status]).toEqual([expect.stringContaining('cells 4/4'), 0]);
    const found = JSON.parse(ran.stdout) as StudyResults & { id: string };
    expect(found).toMatchObject({
      state: 'finished',
      trend: { axis: 'dose', state: 'too few replicates', replicates: 1, p: null },
    });
    expect(found.data.map(({ state, share, steps, verdict, p }) => ({ state, share, steps, verdict, p }))).toEqual(
      [2, 4].flatMap((steps) =>
        [0.25, 0.75].map((share) => ({ state: 'finished', share, steps, verdict: 'too few replicates', p: null })),
      ),
    );
    const [head, ...lines] = parseCsv(await readFile(join(folder, 'results.csv'), 'utf8'));
    expect(lines.map((line) => line[head!.indexOf('tournament')])).toEqual(
      found.data.map(({ tournament }) => tournament),
    );

    const again = await study();
    expect(again.stderr).toContain(`study ${found.id}`);
    expect(again.stdout).toContain('Declared: trend over dose');
    expect(await arena.request<{ data: unknown[] }>('/studies')).toMatchObject({ data: [{ id: found.id }] });

    // what a cell's report says can be computed again from its files alone
    const at = join(folder, 'report');
    expect(await sentimate('report', found.data[0]!.tournament, '--out', at, '--url', arena.url)).toMatchObject({
      status: 0,
      stderr: '',
    });
    const checked = await sentimate('verdict', at, '--json');
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    expect((JSON.parse(checked.stdout) as { verdict: { line: string } }).verdict.line).toBe(found.data[0]!.line);
  });
});
