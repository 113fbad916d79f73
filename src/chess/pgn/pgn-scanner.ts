/**
 * Incremental PGN scanner: emits tags, moves, comments and ends of games. Import and rating both use it, so they
 * agree on what a game is. It accepts what occurs in real files: any line endings, no blank lines between games, no
 * result, no move numbers, tags and moves on one line, tags over two lines, comments anywhere, comments or variations
 * that are never closed. Variations, annotation and escaped lines are skipped. Move numbers are ignored, as the
 * standard says (8.2.2), unless nothing else separates two games. Moves are not validated. How the text is split into
 * pieces does not affect the events.
 */
import type { Result } from '../../vocabulary/index.js';
import { incompleteCommandStart } from './game-evaluations.js';
import { isLineEnd, partialGameStartLength, SignFinder } from './pgn-signs.js';
import { isDigit, isSpace, isWordCharacter } from './pgn-symbols.js';
import { MAX_TOKEN_LENGTH, TagReader } from './pgn-tag.js';
import { PgnWords } from './pgn-words.js';

/** Callbacks of the scanner, called in file order. */
export interface PgnEvents {
  /** Initials of the tags to report, such as `WB`; default: all tags are reported. */
  readonly tagInitials?: string;
  /** A tag of the current game. */
  tag(name: string, value: string): void;
  /**
   * Whether moves, comments and result of the current game may be skipped; the game then ends at the next tag. Called
   * once a game, before its first move. Default: nothing is skipped.
   */
  skipsMoves?(): boolean;
  /** A move of the main line as written, without move number, check sign and annotation. */
  move(text: string): void;
  /** A piece of a comment in the main line; a command such as `[%eval 0.3]` is never split. */
  comment?(text: string): void;
  /** The current game, which has at least one tag or move, has ended. The result is undefined if not given. */
  end(result: Result | '*' | undefined): void;
}

const NEWLINE = 10;
const RETURN = 13;

/** See the head of this file. */
export class PgnScanner {
  readonly #events: PgnEvents;
  readonly #initials: Uint8Array | undefined;
  readonly #tag = new TagReader();
  readonly #signs = new SignFinder();
  readonly #words: PgnWords;
  /** Unconsumed end of the text, to be read again with the next piece. */
  #pending = '';
  #state: 'moves' | 'comment' | 'line' = 'moves';
  /** Line ends since the last character that was not white space. The start of the text counts as one. */
  #lineEnds = 1;
  /** Nesting depth of variations. */
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

  /** Scans a piece of text. */
  push(piece: string): void {
    this.#scan(this.#pending === '' ? piece : this.#pending + piece, false);
  }

  /** Ends the input and with it the last game. */
  end(): void {
    this.#scan(this.#pending, true);
    this.#end(undefined);
  }

  #scan(text: string, final: boolean): void {
    this.#pending = '';
    this.#signs.begin();
    for (let at = 0; at < text.length; ) {
      if (this.#state === 'comment') at = this.#leaveComment(text, at);
      else if (this.#state === 'line') at = this.#leaveLine(text, at);
      else at = this.#readToken(text, at, final);
    }
  }

  /** Reads the token at `at`. Returns the index to continue at; an incomplete token becomes pending. */
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
          this.#pending = '\r'; // alone or the first half of CR LF?
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
        this.#state = 'comment';
        return at + 1;
      case 59: // ;
        this.#state = 'line';
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
      this.#state = 'line'; // % escapes a line
      return at + 1;
    }
    const next = code === 91 ? this.#readTags(text, at, final) : this.#readWord(text, at, final, lineEnds);
    if (next >= 0) return next;
    this.#lineEnds = lineEnds;
    this.#pending = text.slice(at);
    return text.length;
  }

  /** A comment ends at `}`, or at the next game's Event tag if it is not closed before that. */
  #leaveComment(text: string, at: number): number {
    const close = text.indexOf('}', at);
    const next = this.#signs.nextGame(text, at);
    if (close < 0 && next === text.length) {
      const comment = text.slice(at);
      const end = Math.min(incompleteCommandStart(comment), comment.length - partialGameStartLength(comment));
      if (this.#skips !== true) this.#comment(comment.slice(0, end));
      this.#pending = comment.slice(end);
      return text.length;
    }
    this.#state = 'moves';
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
    if (end < text.length) this.#state = 'moves';
    return end;
  }

  /** Reads consecutive tag lines. Returns the index to continue at, or -1 if the first tag needs more text. */
  #readTags(text: string, from: number, final: boolean): number {
    for (let at = from; ; ) {
      const next = this.#tag.read(text, at, final);
      if (next < 0) return at === from ? next : at;
      if (!this.#tag.isTag) return next;
      this.#depth = 0;
      if (this.#words.moves > 0 || this.#tags === 0 || this.#isRelevant(this.#tag.initial(text))) this.#takeTag(text);
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

  /** Whether a tag is to be reported, or may be the first tag of the next game. */
  #isRelevant(initial: number): boolean {
    return this.#initials === undefined || this.#initials[initial] === 1 || initial === this.#firstTag.charCodeAt(0);
  }

  /** Reads a word. Returns the index to continue at, or -1 if more text is needed. */
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
    if (end === text.length && !final && end - at < MAX_TOKEN_LENGTH) return -1;
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
