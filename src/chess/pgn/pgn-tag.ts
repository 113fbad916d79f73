/** Tag pairs of PGN: `[Name "value"]`. */

/** More text than this without an end is no tag. */
export const LONGEST_TOKEN = 8192;

/** The beginning of a tag up to its value; white space, line ends too, may stand between the parts. */
const HEAD = /\[\s*([A-Za-z0-9_]+)\s*"/y;
/** A value, in which quotation marks and backslashes are escaped, and the end of the tag. */
const REST = /((?:[^"\\\r\n]|\\.)*)"\s*\]/y;
/** A value up to the last quotation mark of its line: there are some inside that are not escaped. */
const LOOSE_REST = /^(.*)"[ \t]*\]/;
/** A beginning that the next piece of text may finish. */
const CUT = /\[\s*(?:[A-Za-z0-9_]+\s*(?:"(?:[^"\\\r\n]|\\.)*(?:\\|"\s*)?)?)?$/y;

const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const CLOSE = 93;

/** Reads one tag at a time. Its parts are cut out of the text only for those who want them. */
export class TagReader {
  /** Whether the last call of `read` found a tag. */
  found = false;
  #name = 0;
  #nameEnd = 0;
  #value = 0;
  #valueEnd = 0;
  #isPlain = false;

  /** `text` is what was read. */
  name(text: string): string {
    return text.slice(this.#name, this.#nameEnd);
  }

  /** With escapes undone. */
  value(text: string): string {
    const value = text.slice(this.#value, this.#valueEnd);
    return this.#isPlain ? value : value.replace(/\\(.)/g, '$1');
  }

  /** Code of the first character of the name. */
  initial(text: string): number {
    return text.charCodeAt(this.#name);
  }

  /**
   * Reads at the opening bracket. Returns where to go on: behind the tag, or at the end of the line where there is none.
   * Returns -1 when more text is needed to tell, which is never when `final`.
   */
  read(text: string, at: number, final: boolean): number {
    this.found = true;
    const end = this.#readPlain(text, at);
    this.#isPlain = end > 0;
    return this.#isPlain ? end : this.#readAny(text, at, final);
  }

  /** The form that nearly all tags have: one blank, no escapes. Returns 0 for any other. */
  #readPlain(text: string, at: number): number {
    let nameEnd = at + 1;
    while (isNameCharacter(text.charCodeAt(nameEnd))) nameEnd++;
    if (nameEnd === at + 1 || text.charCodeAt(nameEnd) !== BLANK || text.charCodeAt(nameEnd + 1) !== QUOTE) return 0;
    const from = nameEnd + 2;
    let to = from;
    for (; to < text.length; to++) {
      const code = text.charCodeAt(to);
      if (code === QUOTE) break;
      if (code === BACKSLASH || code === NEWLINE || code === RETURN) return 0;
    }
    if (text.charCodeAt(to + 1) !== CLOSE) return 0;
    return this.#keep(at + 1, nameEnd, from, to, to + 2);
  }

  #readAny(text: string, at: number, final: boolean): number {
    HEAD.lastIndex = at;
    const head = HEAD.exec(text);
    const from = HEAD.lastIndex;
    if (head) {
      const name = at + head[0].indexOf(head[1]!);
      REST.lastIndex = from;
      const rest = REST.exec(text);
      if (rest) return this.#keep(name, name + head[1]!.length, from, from + rest[1]!.length, REST.lastIndex);
    }
    if (!final && text.length - at < LONGEST_TOKEN) {
      CUT.lastIndex = at;
      if (CUT.test(text) || lineEnd(text, head ? from : at, text.length) === text.length) return -1;
    }
    if (head) {
      const name = at + head[0].indexOf(head[1]!);
      const rest = LOOSE_REST.exec(text.slice(from, lineEnd(text, from, at + LONGEST_TOKEN)));
      if (rest) return this.#keep(name, name + head[1]!.length, from, from + rest[1]!.length, from + rest[0].length);
    }
    this.found = false;
    return lineEnd(text, at, at + LONGEST_TOKEN);
  }

  #keep(name: number, nameEnd: number, value: number, valueEnd: number, end: number): number {
    this.#name = name;
    this.#nameEnd = nameEnd;
    this.#value = value;
    this.#valueEnd = valueEnd;
    return end;
  }
}

/** The end of the line that goes on at `from`; `most` or the end of the text where it is not nearer. */
function lineEnd(text: string, from: number, most: number): number {
  const place = text.slice(from, most).search(/[\r\n]/);
  return place < 0 ? Math.min(most, text.length) : from + place;
}

/** A-Z a-z 0-9 _ */
const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
