/**
 * Text of a file, compressed or not, in pieces or in lines. UTF-8 with or without a byte order mark;
 * UTF-16 with one; a line that is not valid UTF-8 is read as Windows-1252 (Latin-1), as old chess files want.
 */
import { TextDecoder } from 'node:util';
import { FileError } from './file-error.js';
import { type ReadOptions, readBytes } from './read-bytes.js';

const NEWLINE = 10;
/** A piece without any line end is cut here. */
const MAX_PIECE_BYTES = 2 ** 20;

/** Pieces of text that end with a line end, except the last, and except in the midst of a line of over 1 MiB. */
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

export interface LineOptions extends ReadOptions {
  /** A longer line is passed over (UTF-16 units, 16 Mi by default). */
  readonly maxLineLength?: number;
  /** Told of each line passed over, by its number from 1. */
  readonly onOverlong?: (line: number) => void;
}

/** Lines without their line ends (LF or CRLF). */
export async function* readLines(path: string, options: LineOptions = {}): AsyncGenerator<string> {
  const most = options.maxLineLength ?? 16 * 2 ** 20;
  let parts: string[] = [];
  let length = 0;
  let number = 0;
  const finish = (last: string): string | undefined => {
    number++;
    length += last.length;
    const whole = length > most ? undefined : parts.length ? parts.join('') + last : last;
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
      if (length <= most) parts.push(text.slice(from));
      else parts = [];
    }
  }
  if (length > 0) {
    const line = finish('');
    if (line !== undefined) yield line;
  }
}

/** All of a small file; more than `most` UTF-16 units is an error. */
export async function readWholeText(path: string, most: number, options: ReadOptions = {}): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const text of readText(path, options)) {
    length += text.length;
    if (length > most) throw new FileError('too-large', `${path}: is longer than ${most} characters`);
    parts.push(text);
  }
  return parts.join('');
}

/** The last place in `bytes` where a UTF-8 character may begin. */
function characterStart(bytes: Buffer): number {
  let at = bytes.length - 1;
  while (at > bytes.length - 4 && (bytes[at]! & 0xc0) === 0x80) at--;
  return at;
}

class LineDecoder {
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #latin1 = new TextDecoder('windows-1252');

  /** Whole lines. Only when they are not all UTF-8 is each line looked at. */
  decode(bytes: Buffer): string {
    const all = this.#try(bytes);
    if (all !== undefined) return all;
    let text = '';
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, from);
      const end = newline < 0 ? bytes.length : newline + 1;
      const line = bytes.subarray(from, end);
      text += this.#try(line) ?? this.#latin1.decode(line);
      from = end;
    }
    return text;
  }

  #try(bytes: Buffer): string | undefined {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      return undefined;
    }
  }
}
