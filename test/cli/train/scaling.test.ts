import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import {
  type LearningCurve,
  learningCurves,
  runOfCard,
  runOfRow,
} from '../../../src/tournament/scaling/learning-curves.js';

const folder = mkdtempSync(join(tmpdir(), 'sentimate-scaling-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const base = (tokens: number, parameters = 1000, chatLoss = 2 + 30 * tokens ** -0.3) => ({
  ...{
    kind: 'base',
    parent: null,
    parameters,
    steps: tokens / 10,
    seconds: 5,
    flop: { counted: 6 * tokens * parameters, byTime: 1 },
  },
  metrics: { tokensSeen: tokens, positionsSeen: 7, validation: { chatLoss, policyLoss: 3, outcomeLoss: 1 } },
});
const child = (examples: number, tone: string) => ({
  ...{
    kind: 'child',
    parent: 'ab'.repeat(32),
    parameters: 1000,
    steps: 80,
    seconds: 5,
    flop: { counted: 1e9, byTime: 1 },
  },
  arm: { tone, method: 'full', dose: { examples, steps: 80 } },
  metrics: { targetTokens: examples * 8, checks: { chatLoss: { child: 3 + examples ** -0.5, base: 4 } } },
});
const SIZES = [1000, 2000, 4000, 8000, 16000];

describe('learning curves from what runs leave behind', () => {
  it('reads cards, keeps networks of other sizes and other arms apart', () => {
    const runs = [
      ...SIZES.map((n) => base(n)),
      base(500, 2000),
      ...SIZES.map((n) => child(n, 'positive')),
      child(9, 'negative'),
    ].map((card) => runOfCard(card)!);
    const curves = learningCurves(runs, 'tokens', 'chat', [32_000]);
    expect(curves.map(({ kind }) => kind)).toEqual([
      'base from scratch, 1000 parameters',
      'base from scratch, 2000 parameters',
      'negative by full of abababab, 1000 parameters',
      'positive by full of abababab, 1000 parameters',
    ]);
    expect(curves[0]!.fit!.b).toBeCloseTo(0.3, 3);
    expect(curves[0]!.foretold).toMatchObject([
      { x: 32_000, loss: expect.closeTo(2 + 30 * 32_000 ** -0.3, 4) as number },
    ]);
    expect(curves[1]).toMatchObject({
      fit: null,
      reason: expect.stringContaining('1 different sizes') as string,
      foretold: [],
    });
    expect(learningCurves(runs, 'examples', 'chat', [])[1]!.fit!.c).toBeCloseTo(3, 3);
    expect(learningCurves(runs, 'parameters', 'policy', []).map(({ kind }) => kind)).toContain(
      'base from scratch, 400 steps',
    );
    expect(runOfCard({ kind: 'something else' })).toBeUndefined();
    expect(runOfCard('no card')).toBeUndefined();
  });

  it('reads rows of training that were validated, and points', () => {
    expect(runOfRow({ step: 50, seconds: 9, chatLoss: 5 }, 'steps', 'chat')).toBeUndefined();
    expect(
      runOfRow(
        {
          step: 1000,
          seconds: 90,
          chatLoss: 5,
          validation: { chatLoss: 4, policyLoss: 3, outcomeLoss: 1, moveMatch: 0.2 },
        },
        'steps',
        'chat',
      ),
    ).toMatchObject({ sizes: { steps: 1000 }, losses: { chat: 4, policy: 3 } });
    expect(runOfRow({ x: 5, loss: 2 }, 'examples', 'policy')).toMatchObject({
      sizes: { examples: 5 },
      losses: { policy: 2 },
    });
  });
});

describe('sentimate scaling', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), 'scaling', ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
  const points = join(folder, 'points.json');
  writeFileSync(points, JSON.stringify({ points: SIZES.map((x) => ({ x, loss: 1 + 20 * x ** -0.4 })) }));

  it('prints the fit of files and of folders of cards', async () => {
    for (const size of SIZES) {
      await mkdir(join(folder, 'runs', String(size)), { recursive: true });
      await writeFile(join(folder, 'runs', String(size), 'card.json'), JSON.stringify(base(size)));
    }
    const { stdout, stderr, status } = run('--runs', 'runs', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as { curves: LearningCurve[] }).curves[0]!.fit!.b).toBeCloseTo(0.3, 3);
    expect(run(points, '--x', 'examples').stdout).toContain('b 0.4');
  });

  it('refuses to go far, files that hold nothing, and words that it does not know, in one line', () => {
    const cases: [string[], number, string][] = [
      [[points, '--at', '1e6'], 1, 'more than 10 times beyond'],
      [['nowhere.json'], 1, 'nowhere.json: no such file'],
      [['--runs', 'nowhere'], 1, 'is not a folder'],
      [[points, '--at', 'far'], 2, 'needs numbers above 0'],
      [[points, '--x', 'sheep'], 2, 'sheep'],
      [[], 2, 'give files, or --runs'],
    ];
    for (const [args, status, message] of cases) {
      const found = run(...args);
      expect([args, found.status]).toEqual([args, status]);
      expect(found.stderr.trim().split('\n')).toHaveLength(1);
      expect(found.stderr).toContain(message);
    }
  }, 180_000);
});
