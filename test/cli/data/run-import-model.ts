import { Command } from 'commander';
import { vi } from 'vitest';
import { registerImportModel } from '../../../src/cli/data/import-model.js';
import { failureOf } from '../../../src/cli/shell/index.js';

/** What `sentimate import model` prints, and its failure. */
export async function runImportModel(
  ...args: string[]
): Promise<{ out: string; err: string; failure: string | undefined }> {
  const printed = { out: '', err: '' };
  const spy = (stream: NodeJS.WriteStream, to: 'out' | 'err') =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed[to] += String(text);
      return true;
    });
  const spies = [spy(process.stdout, 'out'), spy(process.stderr, 'err')];
  try {
    const command = new Command('import').exitOverride();
    registerImportModel(command);
    for (const one of command.commands) one.exitOverride();
    await command.parseAsync(['model', ...args], { from: 'user' });
    return { ...printed, failure: undefined };
  } catch (error) {
    return { ...printed, failure: failureOf(error).line ?? printed.err };
  } finally {
    for (const one of spies) one.mockRestore();
  }
}
