import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';
import { built } from '../built.js';

built('src/cli/main.js'); // says so when it is missing
const home = mkdtempSync(join(tmpdir(), 'sentimate-cli-'));
afterAll(() => rmSync(home, { recursive: true }));

/** The command as a person runs it. */
function sentimate(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const bin = join(projectRoot(), 'bin', 'sentimate.mjs');
  const env = { ...process.env, SENTIMATE_HOME: join(home, 'home'), SENTIMATE_DEBUG: '' };
  return spawnSync(process.execPath, [bin, ...args], { cwd: home, env, input, encoding: 'utf8', timeout: 60_000 });
}

function file(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
}

const COMMANDS = [
  ['demo'],
  ['serve'],
  ['worker'],
  ['tournament', 'run'],
  ['match', 'run'],
  ['watch'],
  ['plan'],
  ['import', 'games'],
  ['import', 'dialogue'],
  ['dataset', 'inspect'],
  ['train'],
  ['evaluate'],
  ['chat'],
  ['play'],
  ['uci'],
  ['elo'],
];

describe('sentimate', () => {
  it('lists its commands, and has help for each', () => {
    const { status, stdout } = sentimate(['--help']);
    expect(status).toBe(0);
    for (const [name] of COMMANDS) expect(stdout).toContain(`\n  ${name}`);
    for (const command of COMMANDS) {
      const help = sentimate([...command, '--help']);
      expect(help.status, command.join(' ')).toBe(0);
      expect(help.stdout).toContain(`Usage: sentimate ${command.join(' ')}`);
    }
  });

  it.each([
    [['--nope'], 2, "unknown option '--nope'"],
    [['nope'], 2, "unknown command 'nope'"],
    [['plan'], 2, "missing required argument 'spec'"],
    [['worker', 'cook'], 2, "command-argument value 'cook' is invalid"],
    [['serve', '--port', 'x'], 2, "option '--port <n>' argument 'x' is invalid"],
    [['serve', '--host', '0.0.0.0'], 2, 'without SENTIMATE_API_KEYS the API listens on loopback only'],
    [['elo'], 2, 'give either --wdl or --pairs'],
    [['elo', '--wdl', '1,2'], 2, 'needs 3 whole numbers'],
    [['plan', 'missing.json'], 1, 'missing.json: no such file'],
    [['plan', '.'], 1, '.: is not a file'],
    [['tournament', 'run', 'broken.json'], 1, 'broken.json: is not JSON'],
    [
      ['tournament', 'run', '--url', 'http://127.0.0.1:45999', 'empty.json'],
      1,
      '127.0.0.1:45999: nothing answers there',
    ],
    [
      ['tournament', 'run', '--url', 'http://127.0.0.1:9', 'empty.json'],
      1,
      'http://127.0.0.1:9 cannot be reached: bad port',
    ],
    [['tournament', 'run', '--url', 'here', 'empty.json'], 2, 'here is not a URL'],
    [['import', 'games', 'missing.pgn'], 1, 'missing.pgn: no such file'],
    [['import', 'dialogue', 'empty.json'], 1, 'empty.json'],
    [['dataset', 'inspect', 'missing.pgn'], 1, 'missing.pgn: no such file'],
    [['worker', 'match'], 1, 'DATABASE_URL is not set'],
    [['chat', 'missing'], 1, 'checkpoint has no readable'],
    [['evaluate', 'default', '--guard', 'x'], 2, "argument 'x' is invalid"],
    [['evaluate', 'default', '--temperature', 'x'], 2, '--temperature must be a number'],
    [['train', '--games', 'a', '--dialogue', 'b', '--steps', '1', '--seed', 'x'], 2, "argument 'x' is invalid"],
    [
      ['train', '--games', 'a', '--dialogue', 'b', '--steps', '1', '--out', '.'],
      2,
      'which is not part of a checkpoint',
    ],
    [
      ['train', '--games', 'a', '--dialogue', 'b', '--steps', '1', '--optimizer', 'sgd'],
      2,
      'Allowed choices are adam, muon',
    ],
    [['train', '--games', 'a', '--dialogue', 'b'], 2, 'give either --steps or --minutes'],
  ])('%j ends with status %i and one line', (args, status, words) => {
    file('broken.json', '{"name": ');
    file('empty.json', '{}');
    const found = sentimate(args);
    const lines = found.stderr.split('\n').filter((line) => /^(sentimate|error): /.test(line));
    expect(lines, found.stderr).toHaveLength(1);
    expect(lines[0]).toContain(words);
    expect(found.status).toBe(status);
    expect(found.stderr).not.toMatch(/\n\s+at /);
    expect(found.stdout).toBe('');
  });

  it('prints a result as text and as JSON', () => {
    expect(sentimate(['elo', '--wdl', '10,5,5']).stdout).toMatch(/^score {8}62\.5 % of 20 games\nElo {10}88\.7/);
    expect(JSON.parse(sentimate(['elo', '--pairs', '1,2,3,4,5', '--json']).stdout)).toMatchObject({
      score: expect.closeTo(2 / 3, 12),
    });
    const found = sentimate([
      'dataset',
      'inspect',
      '--json',
      file('one.pgn', '[Event "x"]\n[Result "1-0"]\n\n1. e4 e5 2. Qh5 Nc6 3. Bc4 Nf6 4. Qxf7# 1-0\n'),
    ]);
    expect(JSON.parse(found.stdout)).toMatchObject({ kind: 'games', games: { read: 1 } });
  });

  it('shows the stack only when asked', () => {
    const bin = join(projectRoot(), 'bin', 'sentimate.mjs');
    const { stderr } = spawnSync(process.execPath, [bin, 'plan', 'missing.json'], {
      cwd: home,
      env: { ...process.env, SENTIMATE_DEBUG: '1' },
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/\n\s+at /);
  });
});
