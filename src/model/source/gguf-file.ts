/**
 * The GGUF container, version 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), little-endian: magic,
 * version, counts, metadata, descriptions of tensors, then their data from the next multiple of the alignment on.
 * Parsed as data only: every count, length and offset is checked against the size of the file before it is used.
 */
import { ByteCursor } from './byte-cursor.js';
import { blockOf, GGUF_TYPES, type GgufType, OTHER_TYPES } from './dequantise.js';
import { bad, sizeOf, unsupported } from './source-config.js';

/** A value of the metadata; 64-bit numbers may have lost digits beyond 2^53. */
type GgufValue = number | boolean | string | readonly (number | boolean | string)[];

/** A tensor in a file. */
export interface GgufTensor {
  /** Outermost dimension first, so that the data are row-major. */
  readonly shape: readonly number[];
  readonly type: GgufType;
  /** Its part of the file, not a copy. */
  readonly bytes: Uint8Array;
}

/** The content of a file. */
export interface GgufFile {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const MAGIC = 0x46554747; // "GGUF"
/** Enough for a vocabulary and its merges; larger arrays are refused, as each element takes many bytes in memory. */
const MOST_ELEMENTS = 1_000_000;
const MOST_KEYS = 10_000;
const MOST_TENSORS = 100_000;
const MOST_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
const MOST_ALIGNMENT = 65_536;
const STRING = 8;
const ARRAY = 9;
/** Smallest number of bytes of a key with its value, and of a tensor's description. */
const LEAST_KEY = 8 + 4 + 1;
const LEAST_TENSOR = 8 + 4 + 8 + 4 + 8;

/** Parses a file. Throws SourceError, which names what is wrong. Tensor data are neither copied nor decoded. */
export function parseGguf(bytes: Uint8Array): GgufFile {
  const cursor = new ByteCursor(bytes);
  if (bytes.length < 24 || cursor.u32() !== MAGIC) throw bad('the file does not begin as GGUF does');
  const version = cursor.u32();
  if (version !== 3)
    throw unsupported(version === 0x03000000 ? 'big-endian GGUF is not read' : `GGUF version ${version} is not read`);
  const tensorCount = cursor.count('the number of tensors', Math.min(MOST_TENSORS, (cursor.left - 16) / LEAST_TENSOR));
  const keyCount = cursor.count('the number of keys', Math.min(MOST_KEYS, (cursor.left - 8) / LEAST_KEY));
  const metadata = new Map<string, GgufValue>();
  const budget = { elements: 2 * MOST_ELEMENTS };
  for (let i = 0; i < keyCount; i++) {
    const key = cursor.string();
    if (metadata.has(key)) throw bad(`the key ${printable(key)} is there twice`);
    metadata.set(key, readValue(cursor, key, budget));
  }
  const descriptions = Array.from({ length: tensorCount }, () => readDescription(cursor));
  return { metadata, tensors: placeTensors(descriptions, bytes, cursor.at, alignmentOf(metadata)) };
}

/** A name from a file, short and without control characters, for a message of one line. */
export function printable(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

/** Readers by type number. */
const readers = (cursor: ByteCursor): Readonly<Record<number, () => number | boolean | string>> => ({
  0: cursor.u8,
  1: cursor.i8,
  2: cursor.u16,
  3: cursor.i16,
  4: cursor.u32,
  5: cursor.i32,
  6: cursor.f32,
  7: cursor.bool,
  [STRING]: cursor.string,
  10: cursor.u64,
  11: cursor.i64,
  12: cursor.f64,
});
/** Smallest number of bytes of a value by type number. */
const LEAST_BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  [STRING]: 8,
  10: 8,
  11: 8,
  12: 8,
};

function readValue(cursor: ByteCursor, key: string, budget: { elements: number }): GgufValue {
  const type = cursor.u32();
  const read = readers(cursor);
  if (type !== ARRAY) {
    const one = read[type];
    if (one === undefined) throw bad(`the key ${printable(key)} has a value of unknown type ${type}`);
    return one();
  }
  const elementType = cursor.u32();
  const one = read[elementType];
  if (one === undefined) throw unsupported(`the key ${printable(key)} is an array of type ${elementType}`);
  const most = Math.min(MOST_ELEMENTS, budget.elements, (cursor.left - 8) / LEAST_BYTES[elementType]!);
  const length = cursor.count(`the length of array ${printable(key)}`, most);
  budget.elements -= length;
  return Array.from({ length }, one);
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || alignment > MOST_ALIGNMENT || !Number.isInteger(Math.log2(alignment)))
    throw bad('general.alignment is not a power of two');
  if (alignment < 1) throw bad('general.alignment is below 1');
  return alignment;
}

interface Description {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: GgufType;
  readonly offset: number;
}

function readDescription(cursor: ByteCursor): Description {
  const name = cursor.string();
  const rank = cursor.u32();
  if (rank < 1 || rank > MOST_DIMENSIONS) throw bad(`tensor ${printable(name)} has ${rank} dimensions`);
  const shape = Array.from({ length: rank }, () => cursor.count('a dimension', 2 ** 32)).reverse();
  const number = cursor.u32();
  const type = GGUF_TYPES.get(number);
  if (type === undefined)
    throw unsupported(`tensor ${printable(name)} has type ${OTHER_TYPES[number] ?? number}; read are ${READ_TYPES}`);
  return { name, shape, type, offset: cursor.count('an offset', Number.MAX_SAFE_INTEGER) };
}

const READ_TYPES = [...GGUF_TYPES.values()].join(', ');

/** Tensors must follow one another in the order of their descriptions, as ggml demands too: none overlaps another. */
function placeTensors(
  descriptions: readonly Description[],
  bytes: Uint8Array,
  headerEnd: number,
  alignment: number,
): Map<string, GgufTensor> {
  const aligned = (n: number): number => Math.ceil(n / alignment) * alignment;
  const start = aligned(headerEnd);
  const tensors = new Map<string, GgufTensor>();
  let end = 0;
  for (const { name, shape, type, offset } of descriptions) {
    if (tensors.has(name)) throw bad(`tensor ${printable(name)} is there twice`);
    const { weights, bytes: blockBytes } = blockOf(type);
    const count = sizeOf(shape);
    if (count < 1 || shape.at(-1)! % weights !== 0)
      throw bad(`tensor ${printable(name)} of shape ${shape.join(' x ')} is not whole blocks of ${type}`);
    if (offset !== end)
      throw bad(`tensor ${printable(name)} begins at ${offset}, not where the one before ends, ${end}`);
    const length = (count / weights) * blockBytes;
    if (length > bytes.length - start - offset) throw bad(`tensor ${printable(name)} reaches past the end of the file`);
    tensors.set(name, { shape, type, bytes: bytes.subarray(start + offset, start + offset + length) });
    end = aligned(offset + length);
  }
  if (bytes.length > start + end) throw bad('there are bytes after the last tensor');
  return tensors;
}
