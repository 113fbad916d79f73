/**
 * Text of a plain or compressed file, in pieces or in lines. Decodes UTF-8 with or without a byte order mark and UTF-16
 * with one. A line that is not valid UTF-8 is decoded as Windows-1252 (a superset of Latin-1), which old chess files
 * use.
 */
import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { FileError } from './file-error.js';
import { type ReadOptions, readBytes } from './read-bytes.js';

const NEWLINE = 10;
/** A piece without any line end is cut at this length. */
const MAX_PIECE_BYTES = 2 ** 20;

/**
 * Yields pieces of text. Each piece ends with a line end, except the last one and pieces within a line longer than 1
 * MiB. Throws like `readBytes`.
 */
export async function* readText(path: string, options: ReadOptions = {}): AsyncGenerator<string> {
  const decoder = new LineDecoder();
  let pending: Buffer = Buffer.alloc(0);
  let utf16: TextDecoder | undefined;
  let started = false;
  for await (const chunk of readBytes(path, options)) {
    let bytes: Buffer = pending.length
      ? Buffer.concat([pending, chunk])
      : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (!started) {
      if (bytes.length < 3) {
        pending = bytes;
        continue;
      }
      started = true;
      if (bytes[0] === 0xff && bytes[1] === 0xfe) utf16 = new TextDecoder('utf-16le');
      else if (bytes[0] === 0xfe && bytes[1] === 0xff) utf16 = new TextDecoder('utf-16be');
      else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    if (utf16) {
      pending = Buffer.alloc(0);
      yield utf16.decode(bytes, { stream: true });
      continue;
    }
    let end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && bytes.length > MAX_PIECE_BYTES) end = characterStart(bytes);
    if (end > 0) yield decoder.decode(bytes.subarray(0, end));
    pending = bytes.subarray(end);
  }
  if (utf16) yield utf16.decode();
  else if (pending.length) yield decoder.decode(pending);
}

interface LineOptions extends ReadOptions {
  /** Longer lines are skipped. UTF-16 units, by default 16 Mi. */
  readonly maxLineLength?: number;
  /** Called with the number of each skipped line, from 1. */
  readonly onOverlong?: (line: number) => void;
}

/** Yields lines without their line ends (LF or CRLF). Throws like `readBytes`. */
export async function* readLines(path: string, options: LineOptions = {}): AsyncGenerator<string> {
  const maxLength = options.maxLineLength ?? 16 * 2 ** 20;
  let parts: string[] = [];
  let length = 0;
  let number = 0;
  const finish = (last: string): string | undefined => {
    number++;
    length += last.length;
    const whole = length > maxLength ? undefined : parts.length ? parts.join('') + last : last;
    parts = [];
    length = 0;
    if (whole === undefined) options.onOverlong?.(number);
    return whole?.endsWith('\r') ? whole.slice(0, -1) : whole;
  };
  for await (const text of readText(path, options)) {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = finish(text.slice(from, end));
      from = end + 1;
      if (line !== undefined) yield line;
    }
    if (from < text.length) {
      length += text.length - from;
      if (length <= maxLength) parts.push(text.slice(from));
      else parts = [];
    }
  }
  if (length > 0) {
    const line = finish('');
    if (line !== undefined) yield line;
  }
}

/**
 * The text of a small file. Throws FileError `too-large` for more than `maxLength` UTF-16 units, and like `readBytes`.
 */
export async function readWholeText(path: string, maxLength: number, options: ReadOptions = {}): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const text of readText(path, options)) {
    length += text.length;
    if (length > maxLength) throw new FileError('too-large', `${path}: is longer than ${maxLength} characters`);
    parts.push(text);
  }
  return parts.join('');
}

/** The largest index in `bytes` at which a UTF-8 character may begin. */
function characterStart(bytes: Buffer): number {
  let index = bytes.length - 1;
  while (index > bytes.length - 4 && (bytes[index]! & 0xc0) === 0x80) index--;
  return index;
}

class LineDecoder {
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #latin1 = new TextDecoder('windows-1252');

  /** Decodes whole lines, one by one only when they are not all valid UTF-8. */
  decode(bytes: Buffer): string {
    const text = this.#decodeUtf8(bytes);
    if (text !== undefined) return text;
    return this.#decodeByLine(bytes);
  }

  #decodeByLine(bytes: Buffer): string {
    let text = '';
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, from);
      const end = newline < 0 ? bytes.length : newline + 1;
      const line = bytes.subarray(from, end);
      text += this.#decodeUtf8(line) ?? this.#latin1.decode(line);
      from = end;
    }
    return text;
  }

  /** Returns undefined for bytes that are not UTF-8. */
  #decodeUtf8(bytes: Buffer): string | undefined {
    // Latin-1 strings take one byte a character: half the memory, and faster to search.
    if (isAscii(bytes)) return bytes.toString('latin1');
    try {
      return this.#utf8.decode(bytes);
    } catch {
      return undefined;
    }
  }
}
