import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeSafetensors, type StoredTensor } from '../../../src/model/safetensors/safetensors.js';
import { readGguf } from '../../../src/model/source/gguf-source.js';
import { configFromHuggingFace } from '../../../src/model/source/huggingface-config.js';
import { type FoundSource, readSource } from '../../../src/model/source/index.js';
import { type SourceConfig, SourceError, sourceShapes } from '../../../src/model/source/source-config.js';
import { originsOf } from '../../../src/model/source/tensor-names.js';
import { makeGguf, tinyGpt2, tinyLlama } from './make-gguf.js';

const LLAMA = {
  architectures: ['LlamaForCausalLM'],
  vocab_size: 10,
  max_position_embeddings: 16,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  intermediate_size: 6,
  rms_norm_eps: 1e-5,
  rope_theta: 100_000,
  rope_scaling: null,
  tie_word_embeddings: true,
  hidden_act: 'silu',
};
const GPT2 = {
  architectures: ['GPT2LMHeadModel'],
  vocab_size: 10,
  n_positions: 5,
  n_embd: 4,
  n_layer: 1,
  n_head: 2,
  n_inner: 6,
  activation_function: 'gelu_new',
  layer_norm_epsilon: 1e-5,
};

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'source-')), 'tiny');
  await mkdir(dir);
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

/** The tensors of a model as Hugging Face's files have them, filled from 0 on. */
function fileTensors(config: SourceConfig, change: (name: string) => string = (name) => name) {
  const tensors = new Map<string, StoredTensor>();
  const shapes = sourceShapes(config);
  let value = 0;
  for (const [name, { from, transposed, third }] of originsOf(config, 'huggingface')) {
    if (tensors.has(change(from))) continue;
    const ours = shapes.get(name)!;
    const wide = third === undefined ? [...ours] : [...ours.slice(0, -1), 3 * ours.at(-1)!];
    const shape = transposed ? wide.reverse() : wide;
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => (value++ % 500) / 8);
    tensors.set(change(from), { shape, data });
  }
  return tensors;
}

async function writeModel(config: object, shards: Record<string, Uint8Array>, more: Record<string, string> = {}) {
  const tokenizerJson = readGguf(makeGguf('n_embd' in config ? tinyGpt2() : tinyLlama())).tokenizerJson;
  const files = { 'config.json': JSON.stringify(config), 'tokenizer.json': tokenizerJson, ...shards, ...more };
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
}
const read = (): Promise<FoundSource> => readSource(dir);

describe('a Hugging Face folder', () => {
  it('with a llama: linear layers turned, halves of heads as they are', async () => {
    const tensors = fileTensors(configFromHuggingFace(LLAMA));
    await writeModel(LLAMA, { 'model.safetensors': encodeSafetensors(tensors) }, { LICENSE: 'Be kind' });
    const { content, files, licenceText } = await read();
    expect(content.config).toEqual(readGguf(makeGguf(tinyLlama())).config);
    expect(content.weights.get('block0.query.weight')!.data[3 * 8 + 5]).toBe(
      tensors.get('model.layers.0.self_attn.q_proj.weight')!.data[5 * 8 + 3],
    );
    expect(files.map(({ name }) => name)).toEqual(['config.json', 'tokenizer.json', 'model.safetensors']);
    expect(licenceText).toBe('Be kind');
  });

  it('with a GPT-2 of a body without prefix, masks beside the weights, in half precision', async () => {
    const tensors = fileTensors(configFromHuggingFace(GPT2), (name) => name.replace('transformer.', ''));
    tensors.set('h.0.attn.bias', { shape: [1, 1, 2, 2], data: Float32Array.of(1, 0, 1, 1) });
    await writeModel(GPT2, { 'model.safetensors': encodeSafetensors(tensors, undefined, 'F16') });
    const { config, weights } = (await read()).content;
    expect(config).toMatchObject({ family: 'gpt2', tied: true, context: 5 });
    const fused = tensors.get('h.0.attn.c_attn.weight')!; // (in, out) already
    expect(fused.shape).toEqual([4, 12]);
    expect(weights.get('block0.key.weight')!.data[2 * 4 + 3]).toBe(fused.data[2 * 12 + 4 + 3]);
    expect(weights.get('block0.up.weight')!.shape).toEqual([4, 6]);
  });

  it('in shards that an index names', async () => {
    const all = [...fileTensors(configFromHuggingFace(LLAMA))];
    const shards = { 'a-1.safetensors': all.slice(0, 5), 'a-2.safetensors': all.slice(5) };
    const entries = Object.entries(shards);
    const weight_map = Object.fromEntries(entries.flatMap(([file, part]) => part.map(([name]) => [name, file])));
    const encoded = entries.map(([file, part]) => [file, encodeSafetensors(new Map(part))]);
    const index = JSON.stringify({ weight_map });
    await writeModel(LLAMA, Object.fromEntries(encoded) as Record<string, Uint8Array>, {
      'model.safetensors.index.json': index,
    });
    expect((await read()).content.weights.size).toBe(11);
    await writeFile(join(dir, 'model.safetensors.index.json'), index.replaceAll('a-1', '../a-1'));
    await expect(read()).rejects.toThrow(/names a file that is not a safetensors file of the folder/);
    await writeFile(join(dir, 'model.safetensors.index.json'), index.replaceAll('a-1', 'b-1'));
    await expect(read()).rejects.toThrow(/has no b-1.safetensors/);
  });

  it('in bfloat16', async () => {
    const bytes = encodeSafetensors(fileTensors(configFromHuggingFace(LLAMA)), undefined, 'F16');
    const length = Number(Buffer.from(bytes).readBigUInt64LE(0));
    const header = Buffer.from(bytes.subarray(8, 8 + length)).toString();
    const named = Buffer.from(header.replaceAll('"F16"', '"BF16"').trimEnd());
    const head = Buffer.alloc(8);
    head.writeBigUInt64LE(BigInt(named.length));
    const data = Buffer.alloc(bytes.length - 8 - length);
    for (let i = 0; i < data.length; i += 2) data.writeUInt16LE(0xc0a0, i); // -5 as the upper half of a float32
    await writeModel(LLAMA, { 'model.safetensors': Buffer.concat([head, named, data]) });
    expect(new Set((await read()).content.weights.get('embedding')!.data)).toEqual(new Set([-5]));
  });

  it('is refused without weights, or with damaged ones', async () => {
    await writeModel(LLAMA, {});
    await expect(read()).rejects.toThrow(/neither model.safetensors nor .*; pickled weights are not read/);
    const bytes = encodeSafetensors(fileTensors(configFromHuggingFace(LLAMA)));
    await writeFile(join(dir, 'model.safetensors'), bytes.subarray(0, bytes.length - 4));
    await expect(read()).rejects.toThrow(SourceError);
    await writeFile(join(dir, 'tokenizer.json'), '{"model":{"type":"Unigram"}}');
    await writeFile(join(dir, 'model.safetensors'), bytes);
    await expect(read()).rejects.toThrow(/tokenizer.json: model.type must be "BPE"/);
  });
});

describe('a config.json is refused with the reason', () => {
  it.each([
    [{ architectures: ['MistralForCausalLM'] }, /kind "MistralForCausalLM" are not read; read are Llama/],
    [{ architectures: ['Qwen2ForCausalLM'] }, /"Qwen2ForCausalLM"/],
    [{ architectures: ['GemmaForCausalLM'] }, /"GemmaForCausalLM"/],
    [{ architectures: undefined, model_type: 'phi3' }, /"phi3"/],
    [{ rope_scaling: { type: 'linear', factor: 2 } }, /rope scaling \("linear"\)/],
    [{ rope_parameters: { rope_type: 'llama3', rope_theta: 5e5 }, rope_scaling: undefined }, /rope scaling/],
    [{ sliding_window: 4_096 }, /sliding window/],
    [{ attention_bias: true }, /biases in attention/],
    [{ mlp_bias: true }, /feed-forward/],
    [{ rope_interleaved: true }, /interleaved/],
    [{ head_dim: 8 }, /another width than/],
    [{ hidden_act: 'gelu' }, /SiLU/],
    [{ quantization_config: { bits: 4 } }, /quantised/],
    [{ vocab_size: '10' }, /vocabulary must be a whole number from 1 to 1000000, not "10"/],
    [{ vocab_size: { toString: 1, valueOf: 1 } }, /vocabulary must be a whole number/],
    [{ hidden_size: { toString: 1, valueOf: 1 } }, /must be numbers/],
    [{ architectures: [{ toString: 1 }] }, /models of the kind/],
    [{ rope_scaling: { rope_type: 'default' }, rope_parameters: { rope_type: 'yarn' } }, /rope scaling \("yarn"\)/],
    [{ rms_norm_eps: 0 }, /epsilon/],
    [{ tie_word_embeddings: 'yes' }, /tied/],
    [{ num_hidden_layers: 1_000, hidden_size: 65_536, intermediate_size: 1_000_000 }, /more than 2 thousand million/],
  ])('%o', (change, message) => {
    const parse = (): SourceConfig => configFromHuggingFace({ ...LLAMA, ...change });
    expect(parse).toThrow(SourceError);
    expect(parse).toThrow(message);
  });

  it.each([
    [{ activation_function: 'relu' }, /gelu_new/],
    [{ scale_attn_by_inverse_layer_idx: true }, /scaling of attention/],
    [{ add_cross_attention: true }, /cross-attention/],
    [{ n_embd: 5 }, /not a multiple/],
  ])('gpt2 %o', (change, message) => {
    expect(() => configFromHuggingFace({ ...GPT2, ...change })).toThrow(message);
  });

  it('but rotary settings of newer files are read', () => {
    const newer = { ...LLAMA, rope_theta: undefined, rope_parameters: { rope_type: 'default', rope_theta: 5_000 } };
    expect(configFromHuggingFace(newer).rotaryBase).toBe(5_000);
  });
});
