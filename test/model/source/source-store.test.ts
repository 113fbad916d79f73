import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceDir, sourcesDir } from '../../../src/files/index.js';
import { listSources, loadSource, sourceFromBytes, storeSource } from '../../../src/model/source/index.js';
import { SourceError } from '../../../src/model/source/source-config.js';
import type { Address } from '../../../src/vocabulary/index.js';
import { makeGguf, tinyGpt2, tinyLlama } from './make-gguf.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sources-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const found = sourceFromBytes('tiny.gguf', makeGguf(tinyLlama()), 'Licence\ntext');
const store = (name = 'tiny'): Promise<Address> => storeSource(home, found, { name, origin: 'tiny.gguf' });

describe('a stored source model', () => {
  it('loads as it was read: numbers of half precision are exact', async () => {
    const address = await store();
    const loaded = await loadSource(sourceDir(home, address));
    expect(loaded.address).toBe(address);
    expect(loaded.config).toEqual(found.content.config);
    expect(loaded.weights).toEqual(found.content.weights);
    expect(loaded.tokenizerJson).toBe(found.content.tokenizerJson);
    expect(loaded.card).toMatchObject({
      kind: 'source',
      name: 'tiny',
      format: 'gguf',
      files: [{ name: 'tiny.gguf', sha256: found.files[0]!.sha256 }],
      licence: { name: 'mit', text: 'Licence\ntext' },
      sizes: { parameters: 440, tokens: 10, specialTokens: 2, types: { F32: 11 } },
    });
  });

  it('has an address of its content alone, and keeps its first card', async () => {
    const address = await store();
    expect(await store('other')).toBe(address);
    expect(await readdir(sourcesDir(home))).toEqual([address]);
    expect((await listSources(home)).map(({ card }) => card.name)).toEqual(['tiny']);
  });

  it('is listed by name, damaged folders left out', async () => {
    expect(await listSources(home)).toEqual([]);
    const llama = await store('b');
    const gpt2 = sourceFromBytes('g.gguf', makeGguf(tinyGpt2()), null);
    const other = await storeSource(home, gpt2, { name: 'a', origin: 'g.gguf' });
    expect((await listSources(home)).map(({ address }) => address)).toEqual([other, llama]);
    await writeFile(join(sourceDir(home, other), 'card.json'), '{}');
    expect((await listSources(home)).map(({ address }) => address)).toEqual([llama]);
  });

  it.each([
    ['config.json', (text: string) => text.replace('"layers": 1', '"layers": 2'), /tensor block1.* is missing/],
    ['config.json', (text: string) => text.replace('"hidden": 6', '"hidden": 7'), /has shape \[8,6\], not \[8,7\]/],
    ['config.json', () => '[', /config.json is not JSON/],
    ['card.json', () => '{"kind":"source"}', /not the card of a source model/],
    ['tokenizer.json', () => '{}', /tokenizer.json: /],
    ['model.safetensors', () => 'short', /model.safetensors: /],
  ])('is refused with another %s', async (file, change, message) => {
    const path = join(sourceDir(home, await store()), file);
    await writeFile(path, change(await readFile(path, 'utf8')));
    await expect(loadSource(join(path, '..'))).rejects.toThrow(SourceError);
    await expect(loadSource(join(path, '..'))).rejects.toThrow(message);
  });
});
