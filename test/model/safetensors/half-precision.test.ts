import { describe, expect, it } from 'vitest';
import { floatToHalf, halfTable, halfToFloat } from '../../../src/model/safetensors/half-precision.js';

describe('half precision', () => {
  it('has the bits that IEEE 754 gives', () => {
    // Known patterns: https://en.wikipedia.org/wiki/Half-precision_floating-point_format
    const known: [number, number][] = [
      [0, 0x0000],
      [2 ** -24, 0x0001],
      [(1023 / 1024) * 2 ** -14, 0x03ff],
      [2 ** -14, 0x0400],
      [1 / 3, 0x3555],
      [1 - 2 ** -11, 0x3bff],
      [1, 0x3c00],
      [1 + 2 ** -10, 0x3c01],
      [65504, 0x7bff],
      [Infinity, 0x7c00],
      [-2, 0xc000],
      [-Infinity, 0xfc00],
    ];
    for (const [value, bits] of known) {
      expect(floatToHalf(value), String(value)).toBe(bits);
      expect(halfToFloat(bits), String(value)).toBeCloseTo(value, 3);
    }
    expect(Number.isNaN(halfToFloat(floatToHalf(Number.NaN)))).toBe(true);
  });

  it('keeps every half that there is', () => {
    const all = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => !Number.isNaN(halfToFloat(bits)));
    expect(all.filter((bits) => floatToHalf(halfToFloat(bits)) !== bits)).toEqual([]);
  });

  it('has every value in the table, signs of zero and NaN included', () => {
    const table = halfTable();
    expect(table.length).toBe(65536);
    expect([...table.keys()].filter((bits) => !Object.is(table[bits], halfToFloat(bits)))).toEqual([]);
  });

  it('rounds to the nearest, ties to even', () => {
    const values = (from: number, to: number): number[] =>
      Array.from({ length: to - from }, (_, i) => halfToFloat(from + i));
    for (const list of [values(0, 40), values(0x03f0, 0x0410), values(0x3bf0, 0x3c10), values(0x7bf0, 0x7c00)]) {
      for (let i = 0; i + 1 < list.length; i++) {
        const [low, high] = [list[i]!, list[i + 1]!];
        const middle = (low + high) / 2;
        const even = floatToHalf(low) % 2 === 0 ? low : high;
        expect(halfToFloat(floatToHalf(middle))).toBe(even);
        expect(halfToFloat(floatToHalf(middle - (high - low) / 8))).toBe(low);
        expect(halfToFloat(floatToHalf(middle + (high - low) / 8))).toBe(high);
      }
    }
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(65519)).toBe(0x7bff);
  });
});
