/** Tag pairs of PGN: `[Name "value"]`. */

/** Length limit of a tag or word, in characters: longer text is not a tag. */
export const MAX_TOKEN_LENGTH = 8192;

/** A tag up to the start of its value; white space, including line ends, may separate the parts. */
const HEAD = /\[\s*([A-Za-z0-9_]+)\s*"/y;
/** A value with escaped quotation marks and backslashes, and the end of the tag. */
const VALUE = /((?:[^"\\\r\n]|\\.)*)"\s*\]/y;
/** A value up to the last quotation mark of its line, for values with unescaped quotation marks. */
const LOOSE_VALUE = /^(.*)"[ \t]*\]/;
/** An incomplete tag that the next piece of text may complete. */
const INCOMPLETE = /\[\s*(?:[A-Za-z0-9_]+\s*(?:"(?:[^"\\\r\n]|\\.)*(?:\\|"\s*)?)?)?$/y;

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const CLOSE = 93;

/** Parses one tag at a time. Name and value are sliced from the text only on request. */
export class TagReader {
  /** Whether the last call of `read` parsed a tag. */
  isTag = false;
  #name = 0;
  #nameEnd = 0;
  #value = 0;
  #valueEnd = 0;
  #isPlain = false;

  /** Name of the last tag; `text` must be the text given to `read`. */
  name(text: string): string {
    return text.slice(this.#name, this.#nameEnd);
  }

  /** Value of the last tag, unescaped. */
  value(text: string): string {
    const value = text.slice(this.#value, this.#valueEnd);
    return this.#isPlain ? value : value.replace(/\\(.)/g, '$1');
  }

  /** Character code of the first character of the name. */
  initial(text: string): number {
    return text.charCodeAt(this.#name);
  }

  /**
   * Parses a tag whose opening bracket is at `at`. Returns the index after the tag, or the end of the line if it is
   * not a tag. Returns -1 if more text is needed to decide, but never if `final`.
   */
  read(text: string, at: number, final: boolean): number {
    this.isTag = true;
    const end = this.#readPlain(text, at);
    this.#isPlain = end > 0;
    return this.#isPlain ? end : this.#readAny(text, at, final);
  }

  /** Fast path for nearly all tags: one space, no escapes. Returns 0 for any other form. */
  #readPlain(text: string, at: number): number {
    let nameEnd = at + 1;
    while (isNameCharacter(text.charCodeAt(nameEnd))) nameEnd++;
    if (nameEnd === at + 1 || text.charCodeAt(nameEnd) !== SPACE || text.charCodeAt(nameEnd + 1) !== QUOTE) return 0;
    const from = nameEnd + 2;
    let to = from;
    for (; to < text.length; to++) {
      const code = text.charCodeAt(to);
      if (code === QUOTE) break;
      if (code === BACKSLASH || code === NEWLINE || code === RETURN) return 0;
    }
    if (text.charCodeAt(to + 1) !== CLOSE) return 0;
    return this.#set(at + 1, nameEnd, from, to, to + 2);
  }

  #readAny(text: string, at: number, final: boolean): number {
    HEAD.lastIndex = at;
    const head = HEAD.exec(text);
    const from = HEAD.lastIndex;
    if (head) {
      const name = at + head[0].indexOf(head[1]!);
      VALUE.lastIndex = from;
      const value = VALUE.exec(text);
      if (value) return this.#set(name, name + head[1]!.length, from, from + value[1]!.length, VALUE.lastIndex);
    }
    if (!final && text.length - at < MAX_TOKEN_LENGTH) {
      INCOMPLETE.lastIndex = at;
      if (INCOMPLETE.test(text) || lineEnd(text, head ? from : at, text.length) === text.length) return -1;
    }
    if (head) {
      const name = at + head[0].indexOf(head[1]!);
      const value = LOOSE_VALUE.exec(text.slice(from, lineEnd(text, from, at + MAX_TOKEN_LENGTH)));
      if (value) return this.#set(name, name + head[1]!.length, from, from + value[1]!.length, from + value[0].length);
    }
    this.isTag = false;
    return lineEnd(text, at, at + MAX_TOKEN_LENGTH);
  }

  #set(name: number, nameEnd: number, value: number, valueEnd: number, end: number): number {
    this.#name = name;
    this.#nameEnd = nameEnd;
    this.#value = value;
    this.#valueEnd = valueEnd;
    return end;
  }
}

/** End of the line from `from` on, at most `limit` or the end of the text. */
function lineEnd(text: string, from: number, limit: number): number {
  const offset = text.slice(from, limit).search(/[\r\n]/);
  return offset < 0 ? Math.min(limit, text.length) : from + offset;
}

/** A-Z a-z 0-9 _ */
const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
