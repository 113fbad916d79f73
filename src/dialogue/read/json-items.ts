/**
 * Items of one big JSON array, or values of one big JSON object, one at a time and in constant memory. It only
 * finds where an item begins and ends; whether the item is JSON is for the caller to see.
 */
import { FileError } from '../../files/index.js';

export type JsonItem =
  | {
      readonly text: string /** No comma stood before it, as in files that were glued together. */;
      readonly missingComma: boolean;
    }
  | { readonly drop: 'record-too-long' | 'not-json' };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff;

export async function* jsonItems(
  chunks: AsyncIterable<string>,
  path: string,
  longestItem: number,
): AsyncGenerator<JsonItem> {
  const splitter = new ItemSplitter(path, longestItem);
  for await (const chunk of chunks) {
    yield* splitter.push(chunk);
    if (splitter.ended) return;
  }
  yield* splitter.end();
}

class ItemSplitter {
  ended = false;
  #place: 'before' | 'between' | 'key' | 'after-key' | 'item' = 'before';
  #inObject = false;
  #comma = true;
  #missingComma = false;
  /** Brackets open inside the item; -1 for a bare number, word or string. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  #parts: string[] = [];
  #length = 0;

  constructor(
    readonly path: string,
    readonly longestItem: number,
  ) {}

  push(chunk: string): JsonItem[] {
    const items: JsonItem[] = [];
    let from = 0; // where the part of the item in this chunk begins
    for (let i = 0; i < chunk.length && !this.ended; i++) {
      const code = chunk.charCodeAt(i);
      if (this.#place === 'item') {
        if (this.#inString) {
          if (this.#escaped) this.#escaped = false;
          else if (code === BACKSLASH) this.#escaped = true;
          else if (code === QUOTE) this.#inString = false;
        } else if (code === QUOTE) this.#inString = true;
        else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.#depth++;
        else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
          if (this.#depth > 0 && --this.#depth === 0) items.push(this.#finish(chunk.slice(from, i + 1)));
          else if (this.#depth < 0) {
            items.push(this.#finish(chunk.slice(from, i)));
            this.ended = true;
          }
        } else if (code === COMMA && this.#depth < 0) {
          items.push(this.#finish(chunk.slice(from, i)));
          this.#comma = true;
        }
      } else if (!isSpace(code) && this.#outside(code)) {
        from = i;
      }
    }
    if (this.#place === 'item') this.#keep(chunk.slice(from));
    return items;
  }

  end(): JsonItem[] {
    if (this.#place === 'before') throw new FileError('empty', `${this.path}: is empty`);
    return this.#place === 'between' ? [] : [{ drop: 'not-json' }];
  }

  /** True when an item begins at this character. */
  #outside(code: number): boolean {
    switch (this.#place) {
      case 'before':
        if (code !== OPEN_BRACE && code !== OPEN_BRACKET) {
          throw new FileError('wrong-kind', `${this.path}: is not a JSON array or object`);
        }
        this.#inObject = code === OPEN_BRACE;
        this.#place = 'between';
        return false;
      case 'key':
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#place = 'after-key';
        return false;
      case 'after-key':
        if (code === COLON) return false;
        return this.#begin(code);
      default:
        if (code === COMMA) this.#comma = true;
        else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.ended = true;
        else if (this.#inObject) this.#place = 'key';
        else return this.#begin(code);
        return false;
    }
  }

  #begin(code: number): true {
    this.#place = 'item';
    this.#missingComma = !this.#comma;
    this.#comma = false;
    this.#depth = code === OPEN_BRACE || code === OPEN_BRACKET ? 1 : -1;
    this.#inString = code === QUOTE;
    return true;
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length <= this.longestItem) this.#parts.push(part);
  }

  #finish(part: string): JsonItem {
    this.#keep(part);
    const item: JsonItem =
      this.#length > this.longestItem
        ? { drop: 'record-too-long' }
        : { text: this.#parts.join(''), missingComma: this.#missingComma };
    this.#parts = [];
    this.#length = 0;
    this.#place = 'between';
    return item;
  }
}
