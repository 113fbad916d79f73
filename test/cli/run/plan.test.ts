import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { built } from '../../built.js';

built('src/cli/main.js'); // says so when it is missing
const folder = mkdtempSync(join(tmpdir(), 'sentimate-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command with a database that cannot be reached, and a home that is not there. */
function sentimate(spec: unknown, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const path = join(folder, 'spec.json');
  writeFileSync(path, JSON.stringify(spec));
  const env = {
    ...process.env,
    SENTIMATE_HOME: join(folder, 'home'),
    DATABASE_URL: 'postgres://nowhere.invalid/x',
    SENTIMATE_DEBUG: '',
  };
  const bin = join(projectRoot(), 'bin', 'sentimate.mjs');
  const found = spawnSync(process.execPath, [bin, ...args, path], { cwd: folder, env, encoding: 'utf8' });
  expect(existsSync(join(folder, 'home'))).toBe(false); // neither a database nor a log
  return found;
}

describe('without a database', () => {
  it('plan prints cost and power of a tournament', () => {
    const spec = { name: 'with every default' };
    const { status, stdout, stderr } = sentimate(
      spec,
      'plan',
      '--gap',
      '60',
      '--spread',
      '20',
      '--hours',
      '1',
      '--no-measure',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^plan [0-9a-f]{64}\ncontestants {2}19: positive\/1, negative\/1, /);
    expect(stdout).toContain(
      'power        8 replicates, 1018 games, 15 % drawn (assumed): standard error, power at a gap of 60 Elo, and smallest arm gap',
    );
    expect(stdout).toMatch(/\n {13}this plan: direct {3}± 15 Elo, power 90 %, finds 5\d Elo {12}1\.3 x direct\n/);
    expect(stdout).toContain(
      '\ngames for    the verdict: positive against negative within each replicate: 8 x 50 pairs',
    );
    expect(stdout).toContain('\nto show 60 Elo, seeds spread by 20: ');
    expect(stdout).toContain('\nwithin 1 h, seeds spread by 20: ');
    expect(stdout).not.toContain('\nwarning');
    const plan = JSON.parse(sentimate(spec, 'plan', '--json', '--no-measure').stdout) as Record<string, unknown>;
    expect(Object.keys(plan)).toEqual([
      'spec',
      'planHash',
      'games',
      'fineTunes',
      'contestants',
      'cost',
      'warnings',
      'power',
    ]);
    expect(stdout).toMatch(/\ntime {9}about \d+ min \(by default rates, not measured here\)\n/);
    expect(stdout).toContain(`plan ${String(plan.planHash)}\n`);
  });

  it('study run --dry-run prints cells and cost', () => {
    const spec = { name: 'bands', grid: { band: [0.3, 0.5, 0.7] } };
    const { status, stdout } = sentimate(spec, 'study', 'run', '--dry-run', '--no-measure');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^cells {8}3: bands: band 0\.3; bands: band 0\.5; bands: band 0\.7\n/);
  });

  it('plan warns of an arm that takes nearly all there is, and refuses one that asks for more', () => {
    const spec = (examples: number) => ({ name: 'x', arms: [{ tone: 'negative', dose: { examples } }] });
    const near = sentimate(spec(1000), 'plan', '--no-measure');
    expect(near.stdout).toMatch(
      /\nwarning {6}arms\.0\.dose\.examples: arm negative asks for 1000 examples of 1016 at most /,
    );
    const over = sentimate(spec(1017), 'plan', '--no-measure');
    expect(over.stderr).toContain('arm negative asks for 1017 examples and can have 1016 at most');
    expect(over.status).toBe(1);
  });

  it.each([
    [['plan'], { name: 'x', replicates: [] }, 'replicates: must have at least 1 entry'],
    [['plan'], { name: 'x', base: 'other' }, 'base: there is no model other'],
    [['plan'], { name: 'x', follows: 'y' }, 'follows: must match pattern'],
    [['plan'], { name: 'x', arms: [{ id: 'a' }] }, 'arms.0.tone: an arm needs a tone'],
    [['plan', '--gap', '0'], { name: 'x' }, 'gap: must be > 0'],
    [['tournament', 'run'], { name: 'x', dataset: 'other' }, 'dataset: there is no dataset other'],
    [['tournament', 'run'], { name: 'x', anchors: ['nobody'] }, 'anchors.0: there is no anchor nobody'],
    [['match', 'run'], { name: 'x', contestants: [{ model: 'default' }] }, 'contestants: must have at least 2 entries'],
    [
      ['match', 'run'],
      { name: 'x', contestants: [{ model: 'default' }, { model: 'other' }] },
      'contestants.1.model: there is no model other',
    ],
    [['study', 'run'], { name: 's', grid: {} }, 'grid: must NOT have fewer than 1 properties'],
    [
      ['study', 'run'],
      { name: 's', grid: { base: ['other'] } },
      'tournament.base: cell 1 (s: base other): there is no',
    ],
    [['study', 'run', '--dry-run'], { name: 's', grid: { band: [0.5, 0.3] } }, 'grid.band.1: the values of band must'],
  ])('%j of %j says what is wrong', (args, spec, line) => {
    const { status, stdout, stderr } = sentimate(spec, ...args);
    expect(stderr).toMatch(/^sentimate: .*\n$/);
    expect(stderr).toContain(`sentimate: ${line}`);
    expect([status, stdout]).toEqual([1, '']);
  });
});
