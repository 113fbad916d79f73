import { bad } from './source-config.js';

/** Longest string in a header, bytes; chat templates have some thousand. */
const MOST_STRING = 2 ** 20;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads numbers and strings (little-endian) from bytes, one after the other. Whatever would reach past the end is a
 * SourceError before anything is allocated for it.
 */
export class ByteCursor {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  /** Index of the next byte. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.at;
  }

  u8 = (): number => this.#view.getUint8(this.#take(1));
  i8 = (): number => this.#view.getInt8(this.#take(1));
  u16 = (): number => this.#view.getUint16(this.#take(2), true);
  i16 = (): number => this.#view.getInt16(this.#take(2), true);
  u32 = (): number => this.#view.getUint32(this.#take(4), true);
  i32 = (): number => this.#view.getInt32(this.#take(4), true);
  f32 = (): number => this.#view.getFloat32(this.#take(4), true);
  f64 = (): number => this.#view.getFloat64(this.#take(8), true);
  /** Loses digits beyond 2^53; counts and offsets are read with `count`, which refuses such values. */
  u64 = (): number => Number(this.#view.getBigUint64(this.#take(8), true));
  i64 = (): number => Number(this.#view.getBigInt64(this.#take(8), true));

  bool = (): boolean => {
    const byte = this.u8();
    if (byte > 1) throw bad(`a truth value is ${byte}, neither 0 nor 1`);
    return byte === 1;
  };

  /** A u64 of at most `most`; `what` names it in the error. */
  count(what: string, most: number): number {
    const value = this.u64();
    if (value > most) throw bad(`${what} is ${value}, more than the ${Math.floor(most)} that can be`);
    return value;
  }

  /** A length (u64), then as many bytes of UTF-8. */
  string = (): string => {
    const length = this.count('the length of a string', Math.min(MOST_STRING, this.left - 8));
    const start = this.#take(length);
    try {
      return strictUtf8.decode(this.#bytes.subarray(start, start + length));
    } catch {
      throw bad('a string is not UTF-8');
    }
  };

  #take(length: number): number {
    if (length > this.left) throw bad('the file ends in the middle of its header');
    const start = this.at;
    this.at += length;
    return start;
  }
}
