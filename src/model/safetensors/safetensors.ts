/**
 * The safetensors format: eight bytes of header length (little-endian), a JSON header, then raw tensor bytes.
 * https://huggingface.co/docs/safetensors: the header gives each tensor's dtype, shape and byte range, and the ranges
 * leave no gaps. Parsed as data only: every number in the header is checked before it is used.
 */
import { floatToHalf, halfTable } from './half-precision.js';

/** One tensor of a file: its shape and its values, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A file is not valid safetensors, or has a dtype other than F32, F16 and BF16. */
export class SafetensorsError extends Error {
  readonly code = 'bad-safetensors';
}

/** Bytes. */
const MAX_HEADER = 100_000_000;
/** Tensor data starts at a multiple of 8 bytes; the header is padded with spaces. */
const ALIGNMENT = 8;

/**
 * Encodes tensors in the order of the map, in float32 or rounded to half precision. `metadata` becomes `__metadata__`.
 * Throws RangeError for values beyond 65,504 in half precision.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata?: Record<string, string>,
  dtype: 'F32' | 'F16' = 'F32',
): Uint8Array {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  const width = dtype === 'F32' ? 4 : 2;
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.length * width] };
    offset += data.length * width;
  }
  let text = JSON.stringify(header);
  text += ' '.repeat((ALIGNMENT - (Buffer.byteLength(text) % ALIGNMENT)) % ALIGNMENT);
  const headerBytes = Buffer.from(text);
  const out = Buffer.alloc(8 + headerBytes.length + offset);
  out.writeBigUInt64LE(BigInt(headerBytes.length), 0);
  headerBytes.copy(out, 8);
  let at = 8 + headerBytes.length;
  for (const { data } of tensors.values()) {
    if (dtype === 'F32') out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    else data.forEach((value, i) => out.writeUInt16LE(finiteHalf(value), at + 2 * i));
    at += data.length * width;
  }
  return out;
}

function finiteHalf(value: number): number {
  const bits = floatToHalf(value);
  if ((bits & 0x7c00) === 0x7c00) throw new RangeError(`${value} does not fit half precision`);
  return bits;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Returns the `__metadata__` of a file, empty where it has none. Throws SafetensorsError. */
export function safetensorsMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  const { __metadata__: metadata = {} } = readHeader(bytes).header;
  if (typeof metadata !== 'object' || metadata === null || Object.values(metadata).some((v) => typeof v !== 'string'))
    throw new SafetensorsError('__metadata__ is not an object of texts');
  return metadata as Record<string, string>;
}

function readHeader(bytes: Uint8Array): { readonly header: Record<string, unknown>; readonly data: Buffer } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8) throw new SafetensorsError('file is shorter than its header length');
  const length = buffer.readBigUInt64LE(0);
  if (length > BigInt(Math.min(MAX_HEADER, buffer.length - 8)))
    throw new SafetensorsError('header is longer than the file');
  const start = 8 + Number(length);
  return { header: parseHeader(buffer.toString('utf8', 8, start)), data: buffer.subarray(start) };
}

/**
 * Decodes F32, F16 and BF16 tensors to float32; those that `isWanted` refuses are left out, whatever their dtype.
 * Throws SafetensorsError, whose message names the fault.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean = () => true,
): Map<string, StoredTensor> {
  const { header, data } = readHeader(bytes);
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  checkRanges(entries, data.length);
  return new Map(entries.flatMap(([name, value]) => (isWanted(name) ? [[name, readTensor(name, value, data)]] : [])));
}

/** Byte ranges must cover the data exactly once, so that no more is allocated than the file holds. */
function checkRanges(entries: readonly [string, unknown][], length: number): void {
  const ranges = entries.map(([name, value]) => {
    if (!isEntry(value)) throw new SafetensorsError(`entry of tensor ${name} is malformed`);
    return { name, from: value.data_offsets[0], to: value.data_offsets[1] };
  });
  let end = 0;
  for (const { name, from, to } of ranges.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end || to < from)
      throw new SafetensorsError(`byte range of tensor ${name} overlaps another or leaves a gap`);
    end = to;
  }
  if (end !== length) throw new SafetensorsError(`tensors cover ${end} of ${length} bytes of data`);
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // falls through: both faults have one message
  }
  throw new SafetensorsError('header is not a JSON object');
}

const isCount = (n: unknown): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0;

function isEntry(value: unknown): value is HeaderEntry {
  const entry = value as Partial<HeaderEntry> | null;
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.dtype === 'string' &&
    Array.isArray(entry.shape) &&
    entry.shape.every(isCount) &&
    Array.isArray(entry.data_offsets) &&
    entry.data_offsets.length === 2 &&
    entry.data_offsets.every(isCount)
  );
}

function readTensor(name: string, value: unknown, data: Buffer): StoredTensor {
  if (!isEntry(value)) throw new SafetensorsError(`entry of tensor ${name} is malformed`);
  const width = { F32: 4, F16: 2, BF16: 2 }[value.dtype];
  if (width === undefined)
    throw new SafetensorsError(`tensor ${name} has type ${value.dtype}; only F32, F16 and BF16 are read`);
  const [from, to] = value.data_offsets;
  const count = value.shape.reduce((product, n) => product * n, 1);
  if (from > to || to > data.length || to - from !== count * width)
    throw new SafetensorsError(`byte range of tensor ${name} does not fit its shape`);
  const out = new Float32Array(count);
  if (width === 4) new Uint8Array(out.buffer).set(data.subarray(from, to));
  else if (value.dtype === 'BF16') {
    // the upper two bytes of a float32
    const words = new Uint32Array(out.buffer);
    for (let i = 0, at = from; i < count; i++, at += 2) words[i] = (data[at]! << 16) | (data[at + 1]! << 24);
  } else {
    const values = halfTable();
    for (let i = 0, at = from; i < count; i++, at += 2) out[i] = values[data[at]! | (data[at + 1]! << 8)]!;
  }
  return { shape: value.shape, data: out };
}
