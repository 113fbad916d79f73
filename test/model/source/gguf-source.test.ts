import { describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/index.js';
import { readGguf } from '../../../src/model/source/gguf-source.js';
import { splitRotaryPairs, takeColumns, transpose } from '../../../src/model/source/layouts.js';
import { SourceError, sourceShapes } from '../../../src/model/source/source-config.js';
import { type GgufParts, ints, makeGguf, type Tensor, text, texts, tinyGpt2, tinyLlama, u32 } from './make-gguf.js';

/** Element [row, column] of a tensor of the file, whose dimensions are innermost first. */
const element = ({ dims, values }: Tensor, row: number, column: number): number => values![row * dims[0]! + column]!;

describe('layouts', () => {
  it('transposes, also beyond one tile', () => {
    expect([...transpose(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
    const data = Float32Array.from({ length: 70 * 37 }, (_, i) => i);
    const turned = transpose(data, 70, 37);
    expect(turned[36 * 70 + 69]).toBe(69 * 37 + 36);
    expect(transpose(turned, 37, 70)).toEqual(data);
  });

  it('moves the two elements of a rotary pair half a head apart', () => {
    // two heads of four rows; rows (0, 1) are a pair in the file, (0, 2) afterwards
    const rows = Float32Array.from({ length: 8 }, (_, i) => i);
    expect([...splitRotaryPairs(rows, 2, 1)]).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
  });

  it('takes columns', () => {
    expect([...takeColumns(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 1, 2)]).toEqual([2, 3, 5, 6]);
  });
});

describe('a llama in GGUF', () => {
  const parts = tinyLlama();
  const { config, weights, title, licenceName } = readGguf(makeGguf(parts));
  const of = (name: string): Float32Array => weights.get(name)!.data;

  it('has the config that its metadata say, with decimal numbers for float32', () => {
    expect(config).toEqual({
      family: 'llama',
      vocabulary: 10,
      context: 16,
      width: 8,
      layers: 1,
      heads: 2,
      keyValueHeads: 1,
      hidden: 6,
      epsilon: 1e-5,
      rotaryBase: 100_000,
      tied: true,
    });
    expect([title, licenceName]).toEqual(['Tiny', 'mit']);
  });

  it('has all tensors in our names and shapes', () => {
    expect(new Map([...weights].map(([name, { shape }]) => [name, shape]))).toEqual(sourceShapes(config));
    expect([...weights.keys()]).toContain('block0.attend.norm.gain');
    for (const { shape, data } of weights.values()) expect(data).toHaveLength(shape.reduce((a, b) => a * b));
  });

  it('has weights as (in, out), rotary pairs split', () => {
    const { 'blk.0.ffn_up.weight': up, 'blk.0.attn_q.weight': query, 'blk.0.attn_v.weight': value } = parts.tensors;
    expect(of('block0.up.weight')[5 * 6 + 2]).toBe(element(up!, 2, 5));
    expect(of('block0.value.weight')[3 * 4 + 1]).toBe(element(value!, 1, 3));
    // head 1 (rows 4 to 7): ours 4, 5, 6, 7 are 4, 6, 5, 7 in the file
    const rows = [4, 5, 6, 7].map((ours) => of('block0.query.weight')[7 * 8 + ours]);
    expect(rows).toEqual([4, 6, 5, 7].map((theirs) => element(query!, theirs, 7)));
    expect([...of('embedding')]).toEqual(parts.tensors['token_embd.weight']!.values);
  });

  it('has a head of its own where the file has another one', () => {
    const head = { dims: [8, 10], values: Array.from({ length: 80 }, (_, i) => i) };
    const read = readGguf(makeGguf({ ...parts, tensors: { ...parts.tensors, 'output.weight': head } }));
    expect(read.config.tied).toBe(false);
    expect(read.weights.get('head.weight')!.shape).toEqual([8, 10]);
    expect(read.weights.get('head.weight')!.data[3 * 10 + 9]).toBe(element(head, 9, 3));
  });
});

describe('a GPT-2 in GGUF', () => {
  it('has query, key and value apart, biases, and is tied though the head is repeated', () => {
    const parts = tinyGpt2();
    const { config, weights } = readGguf(makeGguf(parts));
    expect(config).toMatchObject({ family: 'gpt2', context: 5, heads: 2, keyValueHeads: 2, hidden: 6, tied: true });
    expect('rotaryBase' in config).toBe(false);
    expect(new Map([...weights].map(([name, { shape }]) => [name, shape]))).toEqual(sourceShapes(config));
    const fused = parts.tensors['blk.0.attn_qkv.weight']!;
    expect(weights.get('block0.query.weight')!.data[2 * 4 + 1]).toBe(element(fused, 1, 2));
    expect(weights.get('block0.value.weight')!.data[2 * 4 + 1]).toBe(element(fused, 9, 2));
    expect([...weights.get('block0.key.bias')!.data]).toEqual(
      parts.tensors['blk.0.attn_qkv.bias']!.values!.slice(4, 8),
    );
    expect([...weights.get('position')!.data]).toEqual(parts.tensors['position_embd.weight']!.values);
  });
});

describe('the tokenizer of a GGUF file', () => {
  it('is rebuilt with single digits and special tokens', () => {
    const tokenizer = Tokenizer.fromJson(readGguf(makeGguf(tinyLlama())).tokenizerJson);
    expect(tokenizer.size).toBe(10);
    expect([...tokenizer.special]).toEqual([
      ['<|endoftext|>', 0],
      ['<|im_start|>', 1],
    ]);
    expect(tokenizer.encode('ab ab12')).toEqual([7, 8, 5, 6]); // 12 is a token, but digits are words of their own
    expect(Tokenizer.fromJson(readGguf(makeGguf(tinyGpt2())).tokenizerJson).encode('ab12')).toEqual([7, 9]);
  });

  it('leaves out unused tokens at the end, which are rows of the embedding alone', () => {
    const parts = tinyLlama();
    const kinds = ints([3, 3, 1, 1, 1, 1, 1, 1, 1, 5]);
    const merges = texts(['a b', 'Ġ ab']);
    const metadata = { ...parts.metadata, 'tokenizer.ggml.token_type': kinds, 'tokenizer.ggml.merges': merges };
    const { config, tokenizerJson } = readGguf(makeGguf({ ...parts, metadata }));
    expect([config.vocabulary, Tokenizer.fromJson(tokenizerJson).size]).toEqual([10, 9]);
  });
});

describe('a file is refused with the reason', () => {
  const changed = (metadata: GgufParts['metadata'], tensors: GgufParts['tensors'] = {}, parts = tinyLlama()): Buffer =>
    makeGguf({ metadata: { ...parts.metadata, ...metadata }, tensors: { ...parts.tensors, ...tensors } });
  const without = (key: string): Buffer => {
    const { metadata, tensors } = tinyLlama();
    const left = (record: object): never =>
      Object.fromEntries(Object.entries(record).filter(([name]) => name !== key)) as never;
    return makeGguf({ metadata: left(metadata), tensors: left(tensors) });
  };
  const values = (count: number, value = 1): number[] => new Array<number>(count).fill(value);
  const cases: [string, () => Buffer, RegExp][] = [
    [
      'another architecture',
      () => changed({ 'general.architecture': text('gemma2') }),
      /architecture "gemma2" are not/,
    ],
    ['no architecture', () => without('general.architecture'), /general.architecture is missing/],
    ['no width', () => without('llama.embedding_length'), /llama.embedding_length is missing/],
    ['a width in letters', () => changed({ 'llama.embedding_length': text('8') }), /is not a number/],
    ['no heads', () => changed({ 'llama.attention.head_count': u32(0) }), /heads must be a whole number/],
    ['three heads of eight', () => changed({ 'llama.attention.head_count': u32(3) }), /not a multiple of 3 heads/],
    ['odd heads', () => changed({ 'llama.attention.head_count': u32(8) }), /heads of even width/],
    ['a million blocks', () => changed({ 'llama.block_count': u32(1_000_000) }), /layers must be a whole number/],
    ['more blocks than it has', () => changed({ 'llama.block_count': u32(2) }), /blk.1.attn_norm.weight .* is missing/],
    ['fewer blocks', () => changed({ 'llama.feed_forward_length': u32(5) }), /has shape 6 x 8, not 5 x 8 as/],
    ['rope scaling', () => changed({ 'llama.rope.scaling.type': text('yarn') }), /rope scaling/],
    ['a sliding window', () => changed({ 'llama.attention.sliding_window': u32(4096) }), /sliding window/],
    ['experts', () => changed({ 'llama.expert_count': u32(8) }), /mixtures of experts/],
    ['other rotations', () => changed({ 'llama.rope.dimension_count': u32(2) }), /dimension_count differs/],
    ['biases', () => changed({}, { 'blk.0.attn_q.bias': { dims: [8], values: values(8) } }), /biases in attention/],
    ['an extra tensor', () => changed({}, { extra: { dims: [2], values: [1, 2] } }), /"extra" is not part of/],
    [
      'a name that clears the screen',
      () => changed({}, { '\u001b[2J': { dims: [1], values: [1] } }),
      /tensor "[ -~]*" is/,
    ],
    ['no embedding', () => without('token_embd.weight'), /token_embd.weight is missing/],
    ['a missing norm', () => without('output_norm.weight'), /output_norm.weight \(our norm.gain\) is missing/],
    ['a NaN', () => changed({}, { 'output_norm.weight': { dims: [8], values: values(8, NaN) } }), /not finite/],
    ['a large value', () => changed({}, { 'output_norm.weight': { dims: [8], values: values(8, 1e6) } }), /half prec/],
    ['SentencePiece', () => changed({ 'tokenizer.ggml.model': text('llama') }), /tokenizers of the kind "llama"/],
    ['other words', () => changed({ 'tokenizer.ggml.pre': text('qwen2') }), /splitting of words "qwen2"/],
    ['a word list of numbers', () => changed({ 'tokenizer.ggml.tokens': ints([1]) }), /tokens must be texts/],
    [
      'endless tokens',
      () => changed({ 'tokenizer.ggml.tokens': texts(values(33).map((_, i) => String(i % 10).repeat(2 ** 20))) }),
      /has more than 33554432 characters/,
    ],
    ['fewer kinds', () => changed({ 'tokenizer.ggml.token_type': ints([1]) }), /one kind per token/],
    ['byte tokens', () => changed({ 'tokenizer.ggml.token_type': ints([3, 3, 6, 1, 1, 1, 1, 1, 1, 1]) }), /token 2 is/],
    ['a merge of one', () => changed({ 'tokenizer.ggml.merges': texts(['ab']) }), /is not two tokens/],
    ['unknown merges', () => changed({ 'tokenizer.ggml.merges': texts(['a a']) }), /names a token that/],
    ['the same token twice', () => changed({ 'tokenizer.ggml.tokens': texts(values(10).map(String)) }), /token twice/],
  ];
  it.each(cases)('%s', async (_, make, message) => {
    const { sourceFromBytes } = await import('../../../src/model/source/read-source.js');
    const read = (): unknown => sourceFromBytes('x.gguf', make(), null);
    expect(read).toThrow(SourceError);
    expect(read).toThrow(message);
  });
});
