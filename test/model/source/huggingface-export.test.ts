import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/index.js';
import { sourceDir } from '../../../src/files/index.js';
import { decodeSafetensors } from '../../../src/model/safetensors/index.js';
import { exportHuggingFace, loadSource, readSource, storeSource } from '../../../src/model/source/index.js';
import { chatTokenizerJson, foundSource, tinySources } from '../decoder/made-source.js';
import { tinyTokenizerJson } from '../tiny.js';

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'export-source-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

const NAMING = { name: 'tiny', origin: 'a test' };
const TEMPLATE = "{% for m in messages %}{{ m.role + '\\n' }}{% endfor %}";
const tokenizers = { llama: chatTokenizerJson(), gpt2: tinyTokenizerJson() };
const configs = ['llama', 'gpt2'].flatMap((family) => {
  const tokenizer = tokenizers[family as 'llama' | 'gpt2'];
  const config = tinySources(Tokenizer.fromJson(tokenizer).size + 3).find((one) => one.family === family)!;
  return [true, false].map((tied) => [`${family}${tied ? ', tied' : ''}`, { ...config, tied }, tokenizer] as const);
});

describe.each(configs)('%s as a Hugging Face folder', (_, config, tokenizer) => {
  const stored = async () => {
    const address = await storeSource(home, foundSource(config, tokenizer, TEMPLATE), NAMING);
    return loadSource(sourceDir(home, address));
  };

  it.each(['half', 'single'] as const)(
    'in %s precision is the same source model when it is read',
    async (precision) => {
      const loaded = await stored();
      const dir = join(home, 'folder');
      const { files } = await exportHuggingFace(dir, loaded, precision);
      expect((await readdir(dir)).sort()).toEqual([...files].sort());
      const again = await readSource(dir);
      expect(again.content.config).toEqual(loaded.config);
      expect(again.content.chatTemplate).toBe(TEMPLATE);
      expect(again.licenceText).toBe('Licence\ntext');
      const other = join(home, 'other');
      expect(await storeSource(other, again, NAMING)).toBe(loaded.address);
      expect(await readdir(home)).not.toContain(expect.stringContaining('draft'));
    },
  );

  it('has the names and layouts of its family, and what ends a text', async () => {
    const loaded = await stored();
    const dir = join(home, 'folder');
    await exportHuggingFace(dir, loaded, 'single');
    const json = async (name: string) => JSON.parse(await readFile(join(dir, name), 'utf8')) as Record<string, unknown>;
    const tensors = decodeSafetensors(await readFile(join(dir, 'model.safetensors')));
    const { width, hidden, vocabulary } = config;
    const ours = loaded.weights.get('block1.up.weight')!.data;
    const end = config.family === 'llama' ? '<|im_end|>' : '<|endoftext|>';
    if (config.family === 'llama') {
      const up = tensors.get('model.layers.1.mlp.up_proj.weight')!; // (out, in)
      expect(up.shape).toEqual([hidden, width]);
      expect(up.data[3 * width + 2]).toBe(ours[2 * hidden + 3]);
    } else {
      const up = tensors.get('transformer.h.1.mlp.c_fc.weight')!; // (in, out)
      expect(up.shape).toEqual([width, hidden]);
      expect(up.data).toEqual(ours);
      const fused = tensors.get('transformer.h.0.attn.c_attn.weight')!;
      expect(fused.shape).toEqual([width, 3 * width]);
      const value = loaded.weights.get('block0.value.weight')!.data;
      expect(fused.data[5 * 3 * width + 2 * width + 1]).toBe(value[5 * width + 1]);
      expect(tensors.get('transformer.h.0.attn.c_attn.bias')!.shape).toEqual([3 * width]);
    }
    expect(tensors.get('lm_head.weight')?.shape).toEqual(config.tied ? undefined : [vocabulary, width]);
    expect(await json('tokenizer_config.json')).toMatchObject({ eos_token: end, chat_template: TEMPLATE });
    const { special } = Tokenizer.fromJson(tokenizer);
    expect(await json('config.json')).toMatchObject({ eos_token_id: special.get(end), dtype: 'float32' });
    expect(await readFile(join(dir, 'tokenizer.json'), 'utf8')).toBe(tokenizer);
  });

  it('takes an empty folder, and leaves one with files alone', async () => {
    const loaded = await stored();
    const dir = join(home, 'folder');
    await mkdir(dir);
    await exportHuggingFace(dir, loaded, 'half');
    const before = await readFile(join(dir, 'config.json'), 'utf8');
    await expect(exportHuggingFace(dir, loaded, 'single')).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    expect(await readFile(join(dir, 'config.json'), 'utf8')).toBe(before);
    await writeFile(join(home, 'file'), '');
    await expect(exportHuggingFace(join(home, 'file'), loaded, 'half')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
