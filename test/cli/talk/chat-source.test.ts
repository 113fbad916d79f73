import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { projectRoot } from '../../../src/files/home.js';
import { built } from '../../built.js';
import { chatTokenizerJson, tinySources, writeSource } from '../../model/decoder/made-source.js';

built('src/cli/main.js'); // says so when it is missing

describe('chat --source', () => {
  let home: string;
  let source: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sentimate-chat-source-'));
    source = join(home, 'source');
    const tokenizer = chatTokenizerJson();
    await writeSource(source, tinySources(Tokenizer.fromJson(tokenizer).size)[0]!, tokenizer);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const chat = (args: readonly string[], input = '') =>
    spawnSync(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), 'chat', ...args], {
      input,
      cwd: home,
      encoding: 'utf8',
    });

  it('talks to a pretrained decoder, equally for equal seeds', () => {
    const run = (seed: string) => chat(['--source', source, '--seed', seed, '--json'], 'hello\nand you?\n');
    const first = run('1');
    expect(first.status, first.stderr).toBe(0);
    const said = first.stdout.split('\n').filter(Boolean);
    expect(said.map((line) => (JSON.parse(line) as { said: string }).said)).toEqual(['hello', 'and you?']);
    expect(run('1').stdout).toBe(first.stdout);
    expect(run('2').stdout).not.toBe(first.stdout);
  });

  it('replies to a script', async () => {
    await writeFile(join(home, 'script.txt'), 'hello\n\nhow are you?\n');
    const run = chat(['--source', source, '--script', 'script.txt', '--out', 'page.md', '--max-tokens', '5']);
    expect(run.status, run.stderr).toBe(0);
    const page = await readFile(join(home, 'page.md'), 'utf8');
    expect(page).toContain('The first replies of the source `source` to `script.txt`');
    expect(page).toContain('bestOf 1');
  });

  it('searches by beams, the same with any seed', () => {
    const run = (seed: string) =>
      chat(['--source', source, '--beam', '3', '--no-repeat', '2', '--seed', seed], 'hello\n');
    const first = run('1');
    expect(first.status, first.stderr).toBe(0);
    expect(run('2').stdout).toBe(first.stdout);
  });

  it('has a source or a checkpoint rank its replies', async () => {
    await writeFile(join(home, 'ranked.txt'), 'hello\n');
    for (const backward of [source, 'default']) {
      const args = ['--backward', backward, '--backward-weight', '1', '--best-of', '3', '--max-tokens', '5'];
      const run = chat(['--source', source, '--script', 'ranked.txt', '--out', 'ranked.md', ...args]);
      expect(run.status, run.stderr).toBe(0);
      const page = await readFile(join(home, 'ranked.md'), 'utf8');
      expect(page).toContain(`ranked by \`${basename(backward)}\`, weight 1`);
    }
  });

  it('has a source rank the replies of a checkpoint', () => {
    const chatAs = (weight: string) =>
      chat(['default', '--backward', source, '--backward-weight', weight, '--best-of', '4', '--json'], 'hello\n');
    const [bySource, byNetwork] = [chatAs('1'), chatAs('0')];
    expect(bySource.status, bySource.stderr).toBe(0);
    expect(chatAs('1').stdout).toBe(bySource.stdout);
    expect(byNetwork.stdout).not.toBe(bySource.stdout);
  });

  it.each([
    [[], 'chat takes a model or --source, not both'],
    [['default', '--source', 'x'], 'chat takes a model or --source, not both'],
    [['--source', 'x', '--best-of', '2'], '--best-of: a pretrained decoder draws one reply'],
    [['--source', 'x', '--beam', '4', '--temperature', '1'], '--temperature: a beam search draws nothing'],
    [['default', '--backward', 'x', '--best-of', '1'], '--backward: ranks several replies'],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = chat(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('says what is wrong with a folder', () => {
    const { status, stderr } = chat(['--source', join(home, 'none')], 'hello\n');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/none\/[a-z.]+: no such file/)]);
  });
});
