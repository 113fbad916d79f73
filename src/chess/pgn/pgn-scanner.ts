/**
 * The one reader of PGN: text in pieces to tags, moves, comments and ends of games. Import and rating stand on it, so
 * they agree on what a game is. It takes what real files hold: line ends of any kind, no blank lines between games, no
 * result, no move numbers, tags and moves on one line, tags over two lines, comments anywhere, a comment or side line
 * that is never closed. Side lines, annotation and escaped lines are passed over. Move numbers mean nothing, as the
 * standard says (8.2.2), except where nothing else tells one game from the next. Whether moves are legal is not its
 * business. However the text is cut into pieces, the events are the same.
 */
import type { Result } from '../../vocabulary/index.js';
import { unfinishedFrom } from './game-evaluations.js';
import { beginOfGameAtEnd, isLineEnd, SignFinder } from './pgn-signs.js';
import { isDigit, isSpace, isWordCharacter } from './pgn-symbols.js';
import { LONGEST_TOKEN, TagReader } from './pgn-tag.js';
import { PgnWords } from './pgn-words.js';

/** What is told of a file, in its order. */
export interface PgnEvents {
  /** Initials of the tags to tell of, such as `WB`; all of them when left out. */
  readonly tagInitials?: string;
  /** A tag of the game at hand. */
  tag(name: string, value: string): void;
  /**
   * Whether moves, comments and result of the game at hand may be passed over: it then ends at the next tag. Asked once
   * a game, before its first move. When left out, nothing is passed over.
   */
  skipsMoves?(): boolean;
  /** A move of the main line as written, without number, check and marks. */
  move(text: string): void;
  /** A piece of a comment of the main line; no piece ends within a command such as `[%eval 0.3]`. */
  comment?(text: string): void;
  /** The game at hand, which has a tag or a move at least, is over. Undefined when nothing says how. */
  end(result: Result | '*' | undefined): void;
}

const NEWLINE = 10;
const RETURN = 13;

export class PgnScanner {
  readonly #events: PgnEvents;
  readonly #initials: Uint8Array | undefined;
  readonly #tag = new TagReader();
  readonly #signs = new SignFinder();
  readonly #words: PgnWords;
  /** What of the text so far has to be read again with the next piece. */
  #rest = '';
  #inside: 'moves' | 'comment' | 'line' = 'moves';
  /** Line ends since the last that was no white space. The beginning counts as one. */
  #lineEnds = 1;
  /** Of side lines within each other. */
  #depth = 0;
  #tags = 0;
  #firstTag = '';
  #skips: boolean | undefined;

  constructor(events: PgnEvents) {
    this.#events = events;
    this.#words = new PgnWords(
      (text) => events.move(text),
      (result) => this.#end(result),
    );
    if (events.tagInitials !== undefined) {
      this.#initials = new Uint8Array(128);
      for (const initial of events.tagInitials) this.#initials[initial.charCodeAt(0)] = 1;
    }
  }

  push(piece: string): void {
    this.#scan(this.#rest === '' ? piece : this.#rest + piece, false);
  }

  /** Ends the last game. */
  end(): void {
    this.#scan(this.#rest, true);
    this.#end(undefined);
  }

  #scan(text: string, final: boolean): void {
    this.#rest = '';
    this.#signs.begin();
    for (let at = 0; at < text.length; ) {
      if (this.#inside === 'comment') at = this.#leaveComment(text, at);
      else if (this.#inside === 'line') at = this.#leaveLine(text, at);
      else at = this.#readToken(text, at, final);
    }
  }

  /** Reads what stands at `at`. Returns where to go on; what needs more text is put aside. */
  #readToken(text: string, at: number, final: boolean): number {
    if (this.#skips === true) {
      const next = this.#signs.next(text, at, this.#lineEnds > 0);
      if (next > at) this.#lineEnds = isLineEnd(text.charCodeAt(next - 1)) ? 1 : 0;
      at = next;
      if (at === text.length) return at;
    }
    let code = text.charCodeAt(at);
    while (isSpace(code)) {
      if (code === NEWLINE) this.#lineEnds++;
      else if (code === RETURN && text.charCodeAt(at + 1) !== NEWLINE) {
        if (at + 1 === text.length && !final) {
          this.#rest = '\r'; // alone or before a newline?
          return text.length;
        }
        this.#lineEnds++;
      }
      if (++at === text.length) return at;
      code = text.charCodeAt(at);
    }
    const lineEnds = this.#lineEnds;
    this.#lineEnds = 0;
    switch (code) {
      case 123: // {
        this.#inside = 'comment';
        return at + 1;
      case 59: // ;
        this.#inside = 'line';
        return at + 1;
      case 40: // (
        this.#depth++;
        return at + 1;
      case 41: // )
        if (this.#depth > 0) this.#depth--;
        return at + 1;
      case 93: // ]
      case 125: // }
      case 60: // <
      case 62: // >
        return at + 1;
    }
    if (code === 37 && lineEnds > 0) {
      this.#inside = 'line'; // % escapes a line
      return at + 1;
    }
    const next = code === 91 ? this.#readTags(text, at, final) : this.#readWord(text, at, final, lineEnds);
    if (next >= 0) return next;
    this.#lineEnds = lineEnds;
    this.#rest = text.slice(at);
    return text.length;
  }

  /** A comment ends at `}`, or where the next game plainly begins although it was never closed. */
  #leaveComment(text: string, at: number): number {
    const close = text.indexOf('}', at);
    const next = this.#signs.nextGame(text, at);
    if (close < 0 && next === text.length) {
      const comment = text.slice(at);
      const end = Math.min(unfinishedFrom(comment), comment.length - beginOfGameAtEnd(comment));
      if (this.#skips !== true) this.#comment(comment.slice(0, end));
      this.#rest = comment.slice(end);
      return text.length;
    }
    this.#inside = 'moves';
    const end = close < 0 || next < close ? next : close;
    if (this.#skips !== true) this.#comment(text.slice(at, end));
    return end === close ? close + 1 : end;
  }

  #comment(text: string): void {
    if (this.#depth === 0) this.#events.comment?.(text);
  }

  /** The line end itself is read as white space. */
  #leaveLine(text: string, at: number): number {
    const end = this.#signs.lineEnd(text, at);
    if (end < text.length) this.#inside = 'moves';
    return end;
  }

  /** Reads tags on lines of their own. Returns where to go on, or -1 when more text is needed for the first of them. */
  #readTags(text: string, from: number, final: boolean): number {
    for (let at = from; ; ) {
      const next = this.#tag.read(text, at, final);
      if (next < 0) return at === from ? next : at;
      if (!this.#tag.found) return next;
      this.#depth = 0;
      if (this.#words.moves > 0 || this.#tags === 0 || this.#wanted(this.#tag.initial(text))) this.#takeTag(text);
      else this.#tags++;
      if (text.charCodeAt(next) !== NEWLINE || text.charCodeAt(next + 1) !== 91) return next;
      at = next + 1;
    }
  }

  #takeTag(text: string): void {
    const name = this.#tag.name(text);
    if (this.#words.moves > 0 || name === this.#firstTag) this.#end(undefined);
    if (this.#tags++ === 0) this.#firstTag = name;
    this.#events.tag(name, this.#tag.value(text));
  }

  /** Whether a tag has to be told of, or may be the first of the next game. */
  #wanted(initial: number): boolean {
    return this.#initials === undefined || this.#initials[initial] === 1 || initial === this.#firstTag.charCodeAt(0);
  }

  /** Returns where to go on, or -1 when more text is needed. */
  #readWord(text: string, at: number, final: boolean, lineEnds: number): number {
    if (this.#skips === undefined && this.#depth === 0) {
      this.#skips = this.#events.skipsMoves?.() ?? false;
      if (this.#skips) {
        this.#words.moves = 1;
        return at;
      }
    }
    let end = at + 1;
    const annotation = text.charCodeAt(at) === 36; // $12
    if (annotation) while (end < text.length && isDigit(text.charCodeAt(end))) end++;
    else while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
    if (end === text.length && !final && end - at < LONGEST_TOKEN) return -1;
    if (this.#depth === 0 && !annotation) this.#words.take(text, at, end, lineEnds, this.#tags > 0);
    return end;
  }

  #end(result: Result | '*' | undefined): void {
    if (this.#tags > 0 || this.#words.moves > 0) this.#events.end(result);
    this.#tags = this.#depth = 0;
    this.#firstTag = '';
    this.#skips = undefined;
    this.#words.begin();
  }
}
