import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../../src/model/safetensors/safetensors.js';

/** A file written by hand from the format's description: header length, header, data. */
function fileOf(header: unknown, data: number[]): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.from(data)]);
}
const f32 = (from: number, to: number, shape: number[]) => ({ dtype: 'F32', shape, data_offsets: [from, to] });

describe('safetensors', () => {
  it('reads float32 and float16 as the format describes them', () => {
    // 1.5 as binary32 is 00 00 c0 3f; 1.5, -2, and the smallest subnormal as binary16 are 00 3e, 00 c0, 01 00
    const bytes = fileOf(
      { __metadata__: { by: 'hand' }, a: f32(0, 4, [1]), b: { dtype: 'F16', shape: [3], data_offsets: [4, 10] } },
      [0, 0, 0xc0, 0x3f, 0, 0x3e, 0, 0xc0, 1, 0],
    );
    const tensors = decodeSafetensors(bytes);
    expect(Array.from(tensors.get('a')!.data)).toEqual([1.5]);
    expect(Array.from(tensors.get('b')!.data)).toEqual([1.5, -2, 2 ** -24]);
  });

  it('gives back what it wrote', () => {
    const written = new Map([
      ['x', { shape: [2, 2], data: Float32Array.of(1, -2, 3.25, 0) }],
      ['empty', { shape: [0], data: new Float32Array(0) }],
      ['y', { shape: [1], data: Float32Array.of(1e-30) }],
    ]);
    expect(decodeSafetensors(encodeSafetensors(written, { note: 'é' }))).toEqual(written);
  });

  const bad: [string, unknown, number[], RegExp][] = [
    ['two tensors on the same bytes', { a: f32(0, 4, [1]), b: f32(0, 4, [1]) }, [0, 0, 0, 0], /overlaps/],
    ['a gap between tensors', { a: f32(0, 4, [1]), b: f32(8, 12, [1]) }, Array.from({ length: 12 }, () => 0), /gap/],
    ['bytes that no tensor names', { a: f32(0, 4, [1]) }, Array.from({ length: 8 }, () => 0), /cover 4 of 8/],
    ['a range past the end', { a: f32(0, 400, [100]) }, [0, 0, 0, 0], /cover 400 of 4/],
    ['a shape that does not fit', { a: f32(0, 4, [2]) }, [0, 0, 0, 0], /does not fit/],
    [
      'another type',
      { a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } },
      Array.from({ length: 8 }, () => 0),
      /I64/,
    ],
    ['an entry that is none', { a: 'x' }, [], /malformed/],
    ['a header that is a list', [], [], /not a JSON object/],
  ];
  it.each(bad)('refuses %s', (_, header, data, message) => {
    expect(() => decodeSafetensors(fileOf(header, data))).toThrow(message);
  });
});
