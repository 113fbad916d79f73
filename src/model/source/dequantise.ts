/**
 * The tensor types of GGUF that are read. Quantised weights are in blocks: a scale (and an offset) in half precision
 * and small whole numbers. Formats as in ggml's `ggml-common.h` and `ggml-quants.c`; decoding is exact in float32 but
 * for one rounding of the final sum.
 */
import { halfTable } from '../safetensors/index.js';

/** Types by their number in a file. */
export const GGUF_TYPES: ReadonlyMap<number, GgufType> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [8, 'Q8_0'],
  [12, 'Q4_K'],
  [14, 'Q6_K'],
] as const);

/** A tensor type that is read. */
export type GgufType = keyof typeof DECODERS;

/** Names of the other types, for messages. */
export const OTHER_TYPES: Readonly<Record<number, string>> = {
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  13: 'Q5_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** Decodes the block that starts at byte `from` into the weights from index `to` on. */
type DecodeBlock = (bytes: Uint8Array, from: number, out: Float32Array, to: number) => void;

/** How a type is laid out. */
interface BlockFormat {
  /** Weights of a block. */
  readonly weights: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** Null where the bytes are float32 as they are. */
  readonly decode: DecodeBlock | null;
}

const half = (bytes: Uint8Array, at: number): number => halfTable()[bytes[at]! | (bytes[at + 1]! << 8)]!;
const signed = (byte: number): number => (byte << 24) >> 24;

const f16: DecodeBlock = (bytes, from, out, to) => {
  out[to] = half(bytes, from);
};

/** d, 32 signed bytes: w = d q. */
const q8: DecodeBlock = (bytes, from, out, to) => {
  const d = half(bytes, from);
  for (let i = 0; i < 32; i++) out[to + i] = d * signed(bytes[from + 2 + i]!);
};

/** d, 16 bytes whose low halves are weights 0 to 15 and high halves 16 to 31: w = d (q - 8). */
const q4: DecodeBlock = (bytes, from, out, to) => {
  const d = half(bytes, from);
  for (let i = 0; i < 16; i++) {
    const q = bytes[from + 2 + i]!;
    out[to + i] = d * ((q & 15) - 8);
    out[to + 16 + i] = d * ((q >> 4) - 8);
  }
};

/** d, m, 16 bytes as above: w = d q + m. */
const q4WithOffset: DecodeBlock = (bytes, from, out, to) => {
  const d = half(bytes, from);
  const m = half(bytes, from + 2);
  for (let i = 0; i < 16; i++) {
    const q = bytes[from + 4 + i]!;
    out[to + i] = d * (q & 15) + m;
    out[to + 16 + i] = d * (q >> 4) + m;
  }
};

/**
 * d, m, 12 bytes with eight pairs of six bits (scale s, offset o), 128 bytes: eight groups of 32, w = d s q - m o. Each
 * 32 bytes hold two groups, the first in the low halves.
 */
const q4k: DecodeBlock = (bytes, from, out, to) => {
  const d = half(bytes, from);
  const m = half(bytes, from + 2);
  for (let group = 0; group < 8; group++) {
    const packed = from + 4;
    // groups 0 to 3 are bytes of their own; the rest takes the low bits from bytes 8 to 11 and two more from above
    const near = bytes[packed + group]!;
    const far = bytes[packed + group + 4]!;
    const scale = group < 4 ? near & 63 : (far & 15) | ((bytes[packed + group - 4]! >> 6) << 4);
    const offset = group < 4 ? far & 63 : (far >> 4) | ((near >> 6) << 4);
    const start = from + 16 + 32 * (group >> 1);
    const shift = group & 1 ? 4 : 0;
    for (let i = 0; i < 32; i++)
      out[to + 32 * group + i] = d * scale * ((bytes[start + i]! >> shift) & 15) - m * offset;
  }
};

/**
 * 128 bytes of low four bits, 64 bytes of high two bits, 16 signed scales, d: w = d s (q - 32), a scale for 16 weights.
 * Each half of the block is four rows of 32 weights: rows 0 and 1 in low halves of bytes, 2 and 3 in the high ones.
 */
const q6k: DecodeBlock = (bytes, from, out, to) => {
  const d = half(bytes, from + 208);
  for (let i = 0; i < 256; i++) {
    const part = i >> 7;
    const row = (i >> 5) & 3;
    const column = i & 31;
    const low = (bytes[from + 64 * part + 32 * (row & 1) + column]! >> (row & 2 ? 4 : 0)) & 15;
    const high = (bytes[from + 128 + 32 * part + column]! >> (2 * row)) & 3;
    out[to + i] = d * signed(bytes[from + 192 + (i >> 4)]!) * ((low | (high << 4)) - 32);
  }
};

const DECODERS = {
  F32: { weights: 1, bytes: 4, decode: null },
  F16: { weights: 1, bytes: 2, decode: f16 },
  Q8_0: { weights: 32, bytes: 34, decode: q8 },
  Q4_0: { weights: 32, bytes: 18, decode: q4 },
  Q4_1: { weights: 32, bytes: 20, decode: q4WithOffset },
  Q4_K: { weights: 256, bytes: 144, decode: q4k },
  Q6_K: { weights: 256, bytes: 210, decode: q6k },
} satisfies Record<string, BlockFormat>;

/** Weights and bytes of a block of this type. */
export const blockOf = (type: GgufType): Omit<BlockFormat, 'decode'> => DECODERS[type];

/** Decodes a tensor to float32. The bytes must be whole blocks; the caller has checked their number. */
export function dequantise(type: GgufType, bytes: Uint8Array): Float32Array {
  const { weights, bytes: length, decode }: BlockFormat = DECODERS[type];
  const blocks = Math.floor(bytes.length / length);
  const out = new Float32Array(blocks * weights);
  if (decode === null) new Uint8Array(out.buffer).set(bytes);
  else for (let block = 0; block < blocks; block++) decode(bytes, block * length, out, block * weights);
  return out;
}
