import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerExportModel, registerImportModel } from '../../../src/cli/data/index.js';
import { failureOf } from '../../../src/cli/shell/index.js';
import { registerExport } from '../../../src/cli/train/index.js';
import { makeGguf, tinyLlama } from '../../model/source/make-gguf.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-model-'));
  vi.stubEnv('SENTIMATE_HOME', join(folder, 'home'));
  await writeFile(join(folder, 'tiny.gguf'), makeGguf(tinyLlama()));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Runs `sentimate` with one of the two commands; what it prints, and its failure. */
async function run(...args: string[]): Promise<{ out: string; failure: string | undefined }> {
  let out = '';
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
  );
  try {
    const program = new Command('sentimate').exitOverride();
    const exporting = registerExport(program);
    const importing = program.command('import');
    registerExportModel(exporting);
    registerImportModel(importing);
    for (const one of [exporting, importing]) for (const command of [one, ...one.commands]) command.exitOverride();
    await program.parseAsync(args, { from: 'user' });
    return { out, failure: undefined };
  } catch (error) {
    return { out, failure: failureOf(error).line ?? out };
  } finally {
    for (const one of spies) one.mockRestore();
  }
}
const addressOf = async (): Promise<string> => (await readdir(join(folder, 'home', 'sources')))[0]!;

describe('sentimate export model', () => {
  it('writes a folder that is the same model when it is imported', async () => {
    await run('import', 'model', join(folder, 'tiny.gguf'));
    const to = join(folder, 'out');
    const { out, failure } = await run('export', 'model', 'tiny', '--to', to);
    expect(failure).toBeUndefined();
    expect(out).toBe(
      `${to}: tiny in half precision, 0.0 MB; config.json, model.safetensors, tokenizer.json, tokenizer_config.json\n`,
    );
    expect((await run('import', 'model', to, '--name', 'again')).out).toMatch(/it keeps the name tiny/);
    expect(await readdir(join(folder, 'home', 'sources'))).toHaveLength(1);
    const address = await addressOf();
    const json = await run('export', 'model', address, '--to', join(folder, 'two'), '--precision', 'single', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ address, folder: join(folder, 'two'), precision: 'single' });
    await rm(join(folder, 'home'), { recursive: true });
    await run('import', 'model', join(folder, 'two'));
    expect(await addressOf()).toBe(address);
  });

  it('leaves a folder with files alone', async () => {
    await run('import', 'model', join(folder, 'tiny.gguf'));
    const { failure } = await run('export', 'model', 'tiny', '--to', folder);
    expect(failure).toBe(`${folder} is not empty; give a folder that is new or empty`);
    expect((await readdir(folder)).sort()).toEqual(['home', 'tiny.gguf']);
    await mkdir(join(folder, 'empty'));
    expect((await run('export', 'model', 'tiny', '--to', join(folder, 'empty'))).failure).toBeUndefined();
    expect((await run('export', 'model', 'tiny', '--to', join(folder, 'tiny.gguf'))).failure).toMatch(
      /is not a folder$/,
    );
  });

  it('says why a checkpoint cannot be written so, and what is stored', async () => {
    const to = join(folder, 'out');
    expect((await run('export', 'model', 'default', '--to', to)).failure).toMatch(
      /^default is a checkpoint: its chat passes through the trunk that it shares with the board, which no architecture/,
    );
    expect((await run('export', 'model', 'x', '--to', to)).failure).toBe('there is no source model x; none is stored');
    await run('import', 'model', join(folder, 'tiny.gguf'));
    expect((await run('export', 'model', 'x', '--to', to)).failure).toBe('there is no source model x; stored are tiny');
    expect((await run('export', 'model', 'tiny')).failure).toMatch(/required option '--to <dir>' not specified/);
    expect((await run('export', 'default')).failure).toMatch(/^required option '--onnx <file>' not specified$/);
    expect(await readdir(folder)).not.toContain('out');
  });
});
