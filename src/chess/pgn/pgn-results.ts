/**
 * Who played whom and how it ended, from a PGN stream, by tags alone: moves are jumped over, not read. Where the Result
 * tag says nothing, the last word of the moves does. It takes what PgnReader takes: no blank lines, several tags on a
 * line, moves behind tags, tags quoted in comments; a comment that is never closed ends where the next game plainly
 * begins.
 */
export type TakeResult = (white: string | undefined, black: string | undefined, result: string | undefined) => void;

const TAG = /\[[ \t]*([A-Za-z0-9_]+)[ \t]*"((?:[^"\\\r\n]|\\.)*)"[ \t]*\]/y;
/** Quotation marks inside the value that were not escaped. */
const LOOSE_TAG = /\[[ \t]*([A-Za-z0-9_]+)[ \t]*"([^\r\n]*)"[ \t]*\]/y;
const NEXT_GAME = '[Event "';
const LONGEST_VALUE = 1024;
/** A line without an end is cut here. */
const LONGEST_LINE = 2 ** 16;
/** Of the moves so much is kept that their last word can be read. */
const TAIL = 64;
const LAST_WORD = /(?:^|[\s\])}.])(1-0|0-1|1\/2-1\/2|1\/2)\s*$/;

export class PgnResults {
  readonly #take: TakeResult;
  #rest = '';
  /** The next text goes on in the midst of a line. */
  #midLine = false;
  #white: string | undefined;
  #black: string | undefined;
  #result: string | undefined;
  #firstTag = '';
  /** End of the moves so far; empty before the first. */
  #moves = '';
  #inComment = false;

  constructor(take: TakeResult) {
    this.#take = take;
  }

  push(piece: string): void {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    const whole = text.lastIndexOf('\n') + 1;
    const cut = text.length - whole > LONGEST_LINE ? text.length : whole;
    this.#rest = text.slice(cut);
    this.#scan(cut === text.length ? text : text.slice(0, cut));
    this.#midLine = cut > whole;
  }

  end(): void {
    this.#scan(this.#rest);
    this.#rest = '';
    this.#emit();
  }

  #scan(text: string): void {
    let at = 0;
    if (this.#midLine) at = this.#skipMoves(text, 0);
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code === 0xfeff) at++;
      else if (code === 91 && !this.#quoted(text, at)) at = this.#tags(text, at);
      else at = this.#skipMoves(text, at);
    }
  }

  /** Whether a bracket at the start of a line stands in a comment left open in an earlier piece. */
  #quoted(text: string, at: number): boolean {
    return this.#inComment && !text.startsWith(NEXT_GAME, at);
  }

  /** The tags of one line; what follows them is moves. Returns where to go on. */
  #tags(text: string, at: number): number {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const close = text.indexOf('"]', at);
    const last = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const second = text.charCodeAt(at + 1);
    // W, B and R begin the three names that matter; a line that is another tag and nothing else is only counted
    if (
      close === last - 2 &&
      second !== 87 &&
      second !== 66 &&
      second !== 82 &&
      this.#firstTag !== '' &&
      this.#moves === '' &&
      !text.startsWith(this.#firstTag, at) &&
      second > 64
    )
      return end;
    for (let from = at; from < end; ) {
      TAG.lastIndex = from;
      let match = TAG.exec(text);
      if (!match) {
        LOOSE_TAG.lastIndex = 0;
        match = LOOSE_TAG.exec(text.slice(from, end));
      }
      if (!match) return from === at && this.#moves === '' ? end : this.#skipMoves(text, from);
      this.#tag(match[1]!, match[2]!, text.slice(from, from + match[1]!.length + 2));
      from += match[0].length;
      while (from < end && text.charCodeAt(from) <= 32) from++;
    }
    return end;
  }

  #tag(name: string, value: string, opening: string): void {
    if (this.#moves !== '' || opening === this.#firstTag) this.#emit();
    if (this.#firstTag === '') this.#firstTag = opening;
    if (value.length > LONGEST_VALUE) return;
    const plain = value.includes('\\') ? value.replace(/\\(.)/g, '$1') : value;
    if (name === 'White') this.#white = plain;
    else if (name === 'Black') this.#black = plain;
    else if (name === 'Result') this.#result = plain;
  }

  /** Moves reach to the next line that begins with a tag outside of comments. Returns where that is. */
  #skipMoves(text: string, from: number): number {
    for (let seek = from; ; ) {
      const newline = text.indexOf('\n[', seek);
      const end = newline < 0 ? text.length : newline + 1;
      const letter = text.charCodeAt(end + 1);
      // [%eval and the like are no tags
      if (newline >= 0 && !text.startsWith(NEXT_GAME, end) && (letter === 37 || this.#opensComment(text, from, end))) {
        seek = end;
        continue;
      }
      if (newline < 0) this.#inComment = this.#opensComment(text, from, end);
      else this.#inComment = false;
      const tail = text.slice(Math.max(from, end - TAIL), end);
      this.#moves = tail.length < TAIL ? (this.#moves + tail).slice(-TAIL) : tail;
      return end;
    }
  }

  /** Whether a comment is open at `end`, these being moves from `from` on. */
  #opensComment(text: string, from: number, end: number): boolean {
    const moves = text.slice(from, end);
    const open = moves.lastIndexOf('{');
    const close = moves.lastIndexOf('}');
    return open === close ? this.#inComment : open > close;
  }

  #emit(): void {
    if (this.#firstTag !== '' || this.#moves !== '') {
      const known = this.#result === '1-0' || this.#result === '0-1' || this.#result === '1/2-1/2';
      const last = known ? this.#result : LAST_WORD.exec(this.#moves)?.[1];
      this.#take(this.#white, this.#black, last === '1/2' ? '1/2-1/2' : last);
    }
    this.#white = this.#black = this.#result = undefined;
    this.#firstTag = this.#moves = '';
    this.#inComment = false;
  }
}
