import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { loadedWith, ROOT } from '../import-graph.js';

/** The packages that are loaded at once with these sources, Node's own left out. */
function packagesWith(...files: readonly string[]): string[] {
  const { packages } = loadedWith(files.map((file) => join(ROOT, 'src', file)));
  return [...packages].filter((name) => !name.startsWith('node:')).sort();
}

describe('the list of commands', () => {
  it('shows each command as it describes itself', async () => {
    for (const { term, description, add } of COMMANDS) {
      const program = new Command();
      await add(program);
      const command = program.commands[0]!;
      expect(program.commands).toHaveLength(1);
      expect(program.createHelp().subcommandTerm(command)).toBe(term);
      expect(command.description()).toBe(description);
    }
  });

  it('is shown without schemas, servers, rules of chess or TensorFlow', () => {
    expect(packagesWith('cli/main.ts')).toEqual(['cli-progress', 'commander']);
  });
});

describe('a command', () => {
  const rooms = readdirSync(join(ROOT, 'src/cli'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `cli/${name}`);

  it.each(rooms)('of %s is described, and its arguments are read, without large packages', (room) => {
    const small = ['canonicalize', 'cli-progress', 'commander'];
    expect(packagesWith(`${room}/index.ts`).filter((name) => !small.includes(name))).toEqual([]);
  });

  // TypeBox takes longer to load than such a command to compute; what each of these loads when it runs
  it.each([
    ['elo', ['cli/rate/elo-report.ts']],
    ['rate', ['cli/rate/rate-games.ts', 'cli/rate/rate-report.ts', 'rating/davidson/index.ts']],
    ['scaling', ['tournament/scaling/index.ts']],
    ['verdict', ['tournament/report/index.ts']],
    ['import games', ['chess/dataset/index.ts']],
    ['import dialogue', ['dialogue/read/index.ts', 'dialogue/conversation/index.ts']],
    ['tournament run', ['cli/run/results.ts']],
    ['study run', ['cli/run/study-text.ts']],
  ])('%s runs without schemas', (_, files) => {
    expect(packagesWith(...files).filter((name) => name.startsWith('typebox'))).toEqual([]);
  });
});
