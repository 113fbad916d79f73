/**
 * Splits one large JSON array or object into its items or values, one at a time in constant memory. Only the boundaries
 * of items are determined; the caller parses the items.
 */
import { FileError } from '../../files/index.js';

/** The text of an item, or why an item was dropped. */
export type JsonItem =
  | {
      readonly text: string;
      /** Whether the comma before the item is missing, as in concatenated files. */
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

/**
 * Yields the items of a JSON text given in chunks. Items longer than `maxItemLength` characters are dropped. Throws
 * FileError (with `path` in its message) if the text is empty or not a JSON array or object.
 */
export async function* jsonItems(
  chunks: AsyncIterable<string>,
  path: string,
  maxItemLength: number,
): AsyncGenerator<JsonItem> {
  const splitter = new ItemSplitter(path, maxItemLength);
  for await (const chunk of chunks) {
    yield* splitter.push(chunk);
    if (splitter.ended) return;
  }
  yield* splitter.end();
}

/** State machine over the characters of the text. */
class ItemSplitter {
  ended = false;
  #state: 'before' | 'between' | 'key' | 'after-key' | 'item' = 'before';
  #inObject = false;
  #commaSeen = true;
  #missingComma = false;
  /** Number of open brackets inside the item; -1 for a number, literal or string. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  #parts: string[] = [];
  #length = 0;

  constructor(
    readonly path: string,
    readonly maxItemLength: number,
  ) {}

  push(chunk: string): JsonItem[] {
    const items: JsonItem[] = [];
    let from = 0; // where the part of the item in this chunk begins
    for (let i = 0; i < chunk.length && !this.ended; i++) {
      const code = chunk.charCodeAt(i);
      if (this.#state === 'item') {
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
          this.#commaSeen = true;
        }
      } else if (!isSpace(code) && this.#readSeparator(code)) {
        from = i;
      }
    }
    if (this.#state === 'item') this.#append(chunk.slice(from));
    return items;
  }

  end(): JsonItem[] {
    if (this.#state === 'before') throw new FileError('empty', `${this.path}: is empty`);
    return this.#state === 'between' ? [] : [{ drop: 'not-json' }];
  }

  /** Handles a character outside items. Returns true if an item begins at it. */
  #readSeparator(code: number): boolean {
    switch (this.#state) {
      case 'before':
        if (code !== OPEN_BRACE && code !== OPEN_BRACKET) {
          throw new FileError('wrong-kind', `${this.path}: is not a JSON array or object`);
        }
        this.#inObject = code === OPEN_BRACE;
        this.#state = 'between';
        return false;
      case 'key':
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#state = 'after-key';
        return false;
      case 'after-key':
        if (code === COLON) return false;
        return this.#begin(code);
      default:
        if (code === COMMA) this.#commaSeen = true;
        else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.ended = true;
        else if (this.#inObject) this.#state = 'key';
        else return this.#begin(code);
        return false;
    }
  }

  #begin(code: number): true {
    this.#state = 'item';
    this.#missingComma = !this.#commaSeen;
    this.#commaSeen = false;
    this.#depth = code === OPEN_BRACE || code === OPEN_BRACKET ? 1 : -1;
    this.#inString = code === QUOTE;
    return true;
  }

  #append(part: string): void {
    this.#length += part.length;
    if (this.#length <= this.maxItemLength) this.#parts.push(part);
  }

  #finish(part: string): JsonItem {
    this.#append(part);
    const item: JsonItem =
      this.#length > this.maxItemLength
        ? { drop: 'record-too-long' }
        : { text: this.#parts.join(''), missingComma: this.#missingComma };
    this.#parts = [];
    this.#length = 0;
    this.#state = 'between';
    return item;
  }
}
