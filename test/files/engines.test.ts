import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configuredEngines } from '../../src/files/engines/configured-engines.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'sentimate-engines-'))));
afterAll(() => rm(folder, { recursive: true }));

const one = {
  name: 'weak',
  command: '/opt/engine',
  args: ['--uci'],
  options: { Skill: 0, Ponder: false },
  nodes: 100,
  elo: 900,
};

describe('the configured engines', () => {
  it('come from a list in the environment or in a file', async () => {
    const expected = {
      definition: { name: 'weak', elo: 900, limit: { nodes: 100 }, options: { Skill: 0, Ponder: false } },
      command: { command: '/opt/engine', args: ['--uci'] },
    };
    expect(configuredEngines({ SENTIMATE_ENGINES: JSON.stringify([one]) }).get('weak')).toEqual(expected);
    const file = join(folder, 'engines.json');
    await writeFile(file, JSON.stringify([one, { name: 'deep', command: 'deep', depth: 3 }]));
    const engines = configuredEngines({ SENTIMATE_ENGINES: file });
    expect(engines.get('weak')).toEqual(expected);
    expect(engines.get('deep')).toEqual({
      definition: { name: 'deep', elo: null, limit: { depth: 3 }, options: {} },
      command: { command: 'deep', args: [] },
    });
  });

  it('are the levels of a Stockfish where nothing is said and one is installed', async () => {
    await writeFile(join(folder, process.platform === 'win32' ? 'stockfish.exe' : 'stockfish'), '');
    const engines = configuredEngines({ PATH: folder });
    expect(engines.get('stockfish-1350')?.definition).toEqual({
      name: 'stockfish-1350',
      elo: 1350,
      limit: { nodes: 10_000 },
      options: { UCI_LimitStrength: true, UCI_Elo: 1350 },
    });
    expect(engines.get('stockfish-1350')?.command.command).toContain(folder);
    expect(configuredEngines({ PATH: folder, SENTIMATE_ENGINES: 'none' }).size).toBe(0);
  });

  it.each([
    ['[', 'SENTIMATE_ENGINES: is not JSON'],
    ['/none/such.json', '/none/such.json: no such file'],
    [JSON.stringify([{ ...one, name: 'No Name' }]), 'SENTIMATE_ENGINES: 0.name'],
    [JSON.stringify([{ ...one, path: 'x' }]), 'SENTIMATE_ENGINES: 0'],
    [JSON.stringify([{ ...one, options: { A: 'two\nlines' } }]), 'SENTIMATE_ENGINES: 0.options.A'],
    [JSON.stringify([{ ...one, depth: 2 }]), 'nodes and depth'],
    [JSON.stringify([one, one]), 'two anchors weak'],
    [JSON.stringify([{ ...one, name: 'random' }]), 'two anchors random'],
  ])('%s is one clear line', (text, words) => {
    expect(() => configuredEngines({ SENTIMATE_ENGINES: text })).toThrow(
      expect.objectContaining({ name: 'FileError', message: expect.stringContaining(words) as string }),
    );
  });
});
