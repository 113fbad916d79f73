import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { loadedWith, ROOT } from '../import-graph.js';

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
    const { packages } = loadedWith([`${ROOT}/src/cli/main.ts`]);
    const foreign = [...packages].filter((name) => !name.startsWith('node:')).sort();
    expect(foreign).toEqual(['cli-progress', 'commander']);
  });
});
