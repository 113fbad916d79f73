import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGguf } from '../../../src/model/source/gguf-file.js';
import { readGguf } from '../../../src/model/source/gguf-source.js';
import { SourceError } from '../../../src/model/source/source-config.js';
import { makeGguf, tinyGpt2, tinyLlama, u32 } from './make-gguf.js';

const valid = makeGguf(tinyLlama());

/** Index of the first byte of a text in the file. */
const at = (mark: string): number => {
  const found = valid.indexOf(mark);
  expect(found).toBeGreaterThan(0);
  return found + mark.length;
};
const withU64 = (position: number, value: bigint): Buffer => {
  const copy = Buffer.from(valid);
  copy.writeBigUInt64LE(value, position);
  return copy;
};
const withU32 = (position: number, value: number): Buffer => {
  const copy = Buffer.from(valid);
  copy.writeUInt32LE(value, position);
  return copy;
};
const HUGE = 2n ** 63n + 5n;

describe('a GGUF file', () => {
  it('gives metadata, and tensors with the outermost dimension first', () => {
    const { metadata, tensors } = parseGguf(valid);
    expect(metadata.get('general.architecture')).toBe('llama');
    expect(metadata.get('llama.rope.freq_base')).toBe(100_000);
    expect(metadata.get('tokenizer.ggml.merges')).toEqual(['a b', 'Ġ ab', '1 2']);
    expect(tensors.get('token_embd.weight')).toMatchObject({ shape: [10, 8], type: 'F32' });
  });

  const cases: [string, () => Buffer, RegExp][] = [
    ['no file', () => Buffer.alloc(0), /does not begin as GGUF/],
    ['another magic', () => Buffer.from(valid.toString('latin1').replace('GGUF', 'GGML'), 'latin1'), /does not begin/],
    ['version 2', () => withU32(4, 2), /version 2 is not read/],
    ['big-endian bytes', () => withU32(4, 0x03000000), /big-endian/],
    ['more tensors than fit', () => withU64(8, HUGE), /the number of tensors is/],
    ['more keys than fit', () => withU64(16, 2n ** 40n), /the number of keys is/],
    ['a key longer than the file', () => withU64(24, HUGE), /the length of a string is/],
    ['a text that is not UTF-8', () => withU32(at('general.architecture') + 12, 0xffffffff), /not UTF-8/],
    ['a value of an unknown type', () => withU32(at('general.architecture'), 99), /unknown type 99/],
    ['an array of arrays', () => withU32(at('tokenizer.ggml.tokens') + 4, 9), /an array of type 9/],
    ['an array longer than the file', () => withU64(at('tokenizer.ggml.tokens') + 8, 2n ** 40n), /length of array/],
    ['no dimension', () => withU32(at('output_norm.weight'), 0), /has 0 dimensions/],
    ['a thousand dimensions', () => withU32(at('output_norm.weight'), 1_000), /has 1000 dimensions/],
    ['a dimension of zero', () => withU64(at('output_norm.weight') + 4, 0n), /is not whole blocks/],
    ['a huge dimension', () => withU64(at('output_norm.weight') + 4, 2n ** 31n), /past the end of the file/],
    ['a dimension beyond all', () => withU64(at('output_norm.weight') + 4, HUGE), /a dimension is/],
    ['a type that is not read', () => withU32(at('output_norm.weight') + 12, 13), /has type Q5_K; read are F32/],
    ['a type that nobody knows', () => withU32(at('output_norm.weight') + 12, 77), /has type 77/],
    ['half a block', () => withU32(at('output_norm.weight') + 12, 3), /not whole blocks of Q4_1/],
    ['an offset into another tensor', () => withU64(at('output_norm.weight') + 16, 0n), /begins at 0, not where/],
    [
      'an offset past the end',
      () => withU64(at('output_norm.weight') + 16, 2n ** 50n),
      /not where the one before ends/,
    ],
    ['bytes after the end', () => Buffer.concat([valid, Buffer.alloc(64)]), /after the last tensor/],
    [
      'an alignment that is none',
      () => makeGguf({ ...tinyLlama(), metadata: { 'general.alignment': u32(24) } }),
      /not a power of two/,
    ],
    [
      'no alignment',
      () => makeGguf({ ...tinyLlama(), metadata: { 'general.alignment': u32(0) } }),
      /not a power of two/,
    ],
  ];
  it.each(cases)('with %s is refused with the reason', (_, make, message) => {
    const read = (): unknown => parseGguf(make());
    expect(read).toThrow(SourceError);
    expect(read).toThrow(message);
  });

  it('with the same key or tensor twice is refused', () => {
    const copy = Buffer.from(valid);
    copy.write('ggml.tokens', copy.indexOf('ggml.merges')); // the second of two equal keys
    expect(() => parseGguf(copy)).toThrow(/key "tokenizer.ggml.tokens" is there twice/);
    const tensors = Buffer.from(valid);
    tensors.write('blk.0.attn_k', tensors.indexOf('blk.0.attn_v'));
    expect(() => parseGguf(tensors)).toThrow(/tensor "blk.0.attn_k.weight" is there twice/);
  });
});

describe('a damaged file is read or refused, never more', () => {
  const files = [valid, makeGguf(tinyGpt2())];
  const read = (bytes: Buffer): 'read' | 'refused' => {
    try {
      const { config, weights } = readGguf(bytes);
      // what is read is no larger than the file allows: F32 is the only type in it, halves double at most
      let values = 0;
      for (const { data } of weights.values()) values += data.length;
      expect(config.width).toBeGreaterThan(0);
      expect(values).toBeLessThan(bytes.length);
      return 'read';
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      expect(error.message).toMatch(/^[^\n]{5,400}$/);
      return 'refused';
    }
  };

  it('truncated anywhere', () => {
    for (const file of files) {
      expect(read(file)).toBe('read');
      for (let length = 0; length < file.length; length += length < 1_500 ? 1 : 13)
        expect(read(file.subarray(0, length))).toBe('refused');
    }
  });

  it('with bytes changed', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 2_500 }), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 4 }), (file, changes) => {
        const copy = Buffer.from(file);
        for (const [position, mask] of changes) if (position < copy.length) copy[position]! ^= mask;
        read(copy);
      }),
      { numRuns: 1_500 },
    );
  });

  it('with a number set to an extreme', () => {
    const extreme = fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n);
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 2_400 }), extreme, (position, value) => {
        read(withU64(Math.min(position, valid.length - 8), value));
      }),
      { numRuns: 1_500 },
    );
  });
});
