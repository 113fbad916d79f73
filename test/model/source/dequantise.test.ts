import { describe, expect, it } from 'vitest';
import { blockOf, dequantise, GGUF_TYPES, type GgufType } from '../../../src/model/source/dequantise.js';

/** Bits of some numbers in half precision. */
const HALF = { 0.5: 0x3800, 1: 0x3c00, 2: 0x4000, '-1': 0xbc00, '-0.25': 0xb400 } as const;
const half = (value: keyof typeof HALF): number[] => [HALF[value] & 255, HALF[value] >> 8];
const decoded = (type: GgufType, bytes: number[]): number[] => [...dequantise(type, Uint8Array.from(bytes))];
const range = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('blocks whose weights are known', () => {
  it('F32 and F16', () => {
    expect(decoded('F32', [0, 0, 0x20, 0xc1, 0, 0, 0x80, 0x3f])).toEqual([-10, 1]);
    expect(decoded('F16', [...half('-0.25'), ...half(2)])).toEqual([-0.25, 2]);
  });

  it('Q8_0: scale times signed bytes', () => {
    const bytes = range(32, (i) => (i * 8 - 128) & 255);
    expect(decoded('Q8_0', [...half(0.5), ...bytes])).toEqual(range(32, (i) => (i * 8 - 128) / 2));
  });

  it('Q4_0: eight below the number, low halves before high ones', () => {
    const bytes = range(16, (i) => i | ((15 - i) << 4));
    expect(decoded('Q4_0', [...half(2), ...bytes])).toEqual([
      ...range(16, (i) => 2 * (i - 8)),
      ...range(16, (i) => 2 * (7 - i)),
    ]);
  });

  it('Q4_1: an offset instead', () => {
    const bytes = range(16, (i) => i | ((15 - i) << 4));
    expect(decoded('Q4_1', [...half(0.5), ...half('-1'), ...bytes])).toEqual([
      ...range(16, (i) => i / 2 - 1),
      ...range(16, (i) => (15 - i) / 2 - 1),
    ]);
  });

  it('Q4_K: eight groups with scales and offsets of six bits', () => {
    const scales = [1, 2, 3, 63, 17, 32, 48, 5];
    const offsets = [0, 7, 62, 1, 33, 16, 63, 40];
    const packed = range(12, (i) => {
      if (i < 4) return scales[i]! | ((scales[i + 4]! >> 4) << 6);
      if (i < 8) return offsets[i - 4]! | ((offsets[i]! >> 4) << 6);
      return (scales[i - 4]! & 15) | ((offsets[i - 4]! & 15) << 4);
    });
    const quant = (group: number, i: number): number => (3 * group + i) & 15;
    const bytes = range(128, (i) => {
      const group = 2 * (i >> 5);
      return quant(group, i & 31) | (quant(group + 1, i & 31) << 4);
    });
    expect(decoded('Q4_K', [...half(0.5), ...half(2), ...packed, ...bytes])).toEqual(
      range(256, (i) => 0.5 * scales[i >> 5]! * quant(i >> 5, i & 31) - 2 * offsets[i >> 5]!),
    );
  });

  it('Q6_K: four and two bits, a signed scale for sixteen weights', () => {
    const quant = (i: number): number => (7 * i) & 63;
    const scale = (i: number): number => i * 16 - 128;
    const low = range(128, (at) => {
      const [part, i] = [at >> 6, at & 63];
      return (quant(128 * part + i) & 15) | ((quant(128 * part + 64 + i) & 15) << 4);
    });
    const high = range(64, (at) => {
      const [part, i] = [at >> 5, at & 31];
      return range(4, (row) => (quant(128 * part + 32 * row + i) >> 4) << (2 * row)).reduce((a, b) => a | b);
    });
    const scales = range(16, (i) => scale(i) & 255);
    expect(decoded('Q6_K', [...low, ...high, ...scales, ...half('-0.25')])).toEqual(
      range(256, (i) => -0.25 * scale(i >> 4) * (quant(i) - 32)),
    );
  });
});

it.each([...GGUF_TYPES.values()])('%s: blocks follow one another', (type) => {
  const { bytes, weights } = blockOf(type);
  const one = Uint8Array.from(range(bytes, (i) => (i * 37) & 0x3b)); // no exponent of 31
  const two = dequantise(type, Uint8Array.from([...one, ...one]));
  expect(two).toHaveLength(2 * weights);
  expect(two.slice(weights)).toEqual(dequantise(type, one));
});
