import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { importDialogue } from '../../../src/dialogue/read/index.js';
import { listSources, loadSource } from '../../../src/model/source/index.js';
import { cutWeights } from '../../../src/model/vocabulary-cut/cut-weights.js';
import { makeGguf, TOKENS, tinyGpt2, tinyLlama } from '../../model/source/make-gguf.js';
import { runImportModel as run } from './run-import-model.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cut-source-'));
  vi.stubEnv('SENTIMATE_HOME', join(folder, 'home'));
  await writeFile(join(folder, 'whole.gguf'), makeGguf(tinyLlama()));
  await importTurns('words', 60);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const home = (): string => join(folder, 'home');
const whole = (): string => join(folder, 'whole.gguf');

/** A dataset of conversations whose letters that have tokens are ` ab` twice in each turn. */
async function importTurns(name: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) => {
    const mark = String.fromCharCode(99 + (i % 20), 99 + Math.floor(i / 20)); // two of the letters c to v
    return JSON.stringify({ turns: [`Hello ab ${mark} ab`, `Hello ${mark} ab then ab`] });
  });
  await writeFile(join(folder, `${name}.jsonl`), lines.join('\n'));
  const profile = await importDialogue({ files: [join(folder, `${name}.jsonl`)], home: home(), name });
  expect(profile.conversations.train + profile.conversations.heldOut).toBe(count);
}
const cards = async () => (await listSources(home())).map(({ card }) => card);

describe('sentimate import model --vocabulary', () => {
  it('stores the whole model and the cut one, whose card says what it was cut from and what it costs', async () => {
    const { out, failure } = await run(whole(), '--vocabulary', '8', '--keep-from', 'words');
    expect(failure).toBeUndefined();
    const [first, second] = await listSources(home());
    expect([first!.card.name, second!.card.name]).toEqual(['whole', 'whole-8']);
    expect(second!.card).toMatchObject({ origin: 'whole.gguf', files: [], licence: { name: 'mit' }, title: 'Tiny' });
    expect(second!.card.cut).toMatchObject({ from: first!.address, fromName: 'whole', parametersSaved: 16 });
    const { heldOut, moreTokens, datasets } = second!.card.cut!;
    expect(datasets.map(({ name }) => name)).toEqual(['words']);
    expect(heldOut.conversations).toBeGreaterThanOrEqual(3);
    expect(moreTokens).toBeCloseTo(100 * (heldOut.tokens / heldOut.tokensBefore - 1), 2);
    expect(moreTokens).toBeGreaterThan(10);
    expect(out).toContain(`\ncut from    whole, ${first!.address}\n`);
    expect(out).toContain(`\ncost        ${moreTokens.toFixed(1)} % more tokens on ${heldOut.conversations} other`);
    expect(out).toContain('\nvocabulary  8 tokens, 2 of them special\n');
    // ` ab` is cut, as `ab` must be kept for it, and `12` is used nowhere
    const loaded = await loadSource(second!.dir);
    expect(Object.keys((JSON.parse(loaded.tokenizerJson) as { model: { vocab: object } }).model.vocab).sort()).toEqual(
      TOKENS.slice(0, 8).sort(),
    );
    // the cut tokenizer and the whole model are enough to make the cut model
    const rebuilt = cutWeights(await loadSource(first!.dir), loaded.tokenizerJson);
    expect(rebuilt).toEqual({ config: loaded.config, weights: loaded.weights });
  });

  it('takes a stored model by name or address, and a dataset given twice once', async () => {
    await writeFile(join(folder, 'g.gguf'), makeGguf(tinyGpt2()));
    await run(join(folder, 'g.gguf'), '--name', 'two');
    await importTurns('more', 30);
    const args = ['--vocabulary', '9', '--keep-from', 'words', 'more', 'words', '--name', 'nine'];
    const { out, failure } = await run('two', ...args, '--json');
    expect(failure).toBeUndefined();
    const card = JSON.parse(out) as { address: string; cut: { from: string; datasets: { name: string }[] } };
    expect(card.cut.datasets.map(({ name }) => name)).toEqual(['words', 'more']);
    expect((await run(card.cut.from, ...args, '--json')).out).toBe(out);
    expect((await cards()).map(({ name }) => name)).toEqual(['nine', 'two']);
    expect((await run('two', '--vocabulary', '8', ...args.slice(2))).failure).toBe(
      'another source model is called nine; choose a --name',
    );
    expect((await run(whole(), ...args.slice(0, -1), 'two')).failure).toMatch(/another source model is called two/);
  });

  it('refuses in one line what cannot be cut, and what to count is not there', async () => {
    const cut = async (...args: string[]) => (await run(whole(), ...args)).failure;
    expect(await cut('--vocabulary', '8')).toBe('--vocabulary and --keep-from are given together');
    expect(await cut('--keep-from', 'words')).toBe('--vocabulary and --keep-from are given together');
    expect((await run('--vocabulary', '8')).failure).toBe('--vocabulary and --keep-from need a source model to cut');
    expect(await cut('--vocabulary', '8', '--keep-from', 'words', 'none')).toBe(
      'there is no dialogue dataset none; import one with: sentimate import dialogue FILES...',
    );
    expect(await cards()).toEqual([]);
    expect(await cut('--vocabulary', 'x', '--keep-from', 'words')).toMatch(/must be a whole number/);
    expect(await cut('--vocabulary', '11', '--keep-from', 'words')).toBe(
      '--vocabulary 11 is more than the 10 tokens of whole',
    );
    expect(await cut('--vocabulary', '6', '--keep-from', 'words')).toBe(
      '--vocabulary must be at least 7: single bytes and special tokens are kept',
    );
    expect((await cards()).map(({ name }) => name)).toEqual(['whole']);
  });

  it('refuses datasets of which nothing can be held out', async () => {
    await writeFile(join(folder, 'few.jsonl'), JSON.stringify({ turns: ['Hello there', 'Hello to you'] }));
    await importDialogue({ files: [join(folder, 'few.jsonl')], home: home(), name: 'few' });
    expect((await run(whole(), '--vocabulary', '8', '--keep-from', 'few')).failure).toMatch(/are too small/);
  });

  it('does not load a card whose cut is damaged', async () => {
    await run(whole(), '--vocabulary', '8', '--keep-from', 'words');
    const { dir } = (await listSources(home()))[1]!;
    const path = join(dir, 'card.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"moreTokens"', '"other"'));
    await expect(loadSource(dir)).rejects.toThrow(/not the card of a source model/);
  });
});
