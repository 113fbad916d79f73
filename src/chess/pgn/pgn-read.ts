/**
 * PGN as a stream: tags, the moves of the main line and the engine evaluations in its comments. Other comments, side
 * lines, annotation numbers and escaped lines are passed over. It takes what real files hold: no blank lines between
 * games, no result, no move numbers, tags and moves on one line, a comment or side line that is never closed. Whether
 * the moves are legal is not its business.
 */
import { GameEvaluations, mayHoldEvaluation, unfinishedFrom } from './game-evaluations.js';

export interface PgnGame {
  /** Tags by name, the first 64 of at most 1,024 characters each. */
  readonly tags: ReadonlyMap<string, string>;
  /** Moves as written, without numbers, checks and marks. */
  readonly moves: readonly string[];
  /** The result that closes the moves; undefined when there is none. */
  readonly result: string | undefined;
  /** Left out where no comment has one. */
  readonly evaluations?: GameEvaluations;
}

/**
 * The longest chess game possible under the 75-move rule is shorter by a good deal than files made to break readers.
 */
const MOST_MOVES = 12_000;
const MOST_TAGS = 64;
const LONGEST_VALUE = 1024;
/** More of a tag or word than this without an end is no tag or word. */
const LONGEST_TOKEN = 8192;

const TAG = /\[[ \t]*([A-Za-z0-9_]+)[ \t]*"((?:[^"\\\r\n]|\\.)*)"[ \t]*\]/y;
/** Quotation marks inside the value that were not escaped. */
const LOOSE_TAG = /\[[ \t]*([A-Za-z0-9_]+)[ \t]*"([^\r\n]*)"[ \t]*\]/y;
const NEXT_GAME = '\n[Event "';

const NEWLINE = 10;

enum Inside {
  Moves,
  Comment,
  Line,
}

export class PgnReader {
  #rest = '';
  #inside = Inside.Moves;
  #lineStart = true;
  #depth = 0;
  #tags = new Map<string, string>();
  #firstTag = '';
  #moves: string[] = [];
  #evaluations: GameEvaluations | undefined;
  #found: PgnGame[] = [];

  /** Games that are complete after this piece of text. */
  push(text: string): PgnGame[] {
    this.#scan(this.#rest === '' ? text : this.#rest + text, false);
    return this.#found.splice(0);
  }

  /** The last game, when it has no result. */
  end(): PgnGame[] {
    this.#scan(this.#rest, true);
    this.#emit(undefined);
    return this.#found.splice(0);
  }

  #scan(text: string, final: boolean): void {
    let at = 0;
    this.#rest = '';
    while (at < text.length) {
      if (this.#inside === Inside.Comment) {
        at = this.#leaveComment(text, at);
        continue;
      }
      if (this.#inside === Inside.Line) {
        const end = text.indexOf('\n', at);
        if (end < 0) return;
        this.#inside = Inside.Moves;
        at = end; // the line end itself is read below
        continue;
      }
      const code = text.charCodeAt(at);
      if (code <= 32 || code === 0xa0 || code === 0xfeff) {
        if (code === NEWLINE) this.#lineStart = true;
        at++;
        continue;
      }
      const lineStart = this.#lineStart;
      this.#lineStart = false;
      switch (code) {
        case 123: // {
          this.#inside = Inside.Comment;
          at++;
          break;
        case 59: // ;
          this.#inside = Inside.Line;
          at++;
          break;
        case 40: // (
          this.#depth++;
          at++;
          break;
        case 41: // )
          if (this.#depth > 0) this.#depth--;
          at++;
          break;
        case 91: {
          // [
          const next = this.#readTag(text, at, final);
          if (next < 0) {
            this.#lineStart = lineStart;
            this.#rest = text.slice(at);
            return;
          }
          at = next;
          break;
        }
        case 93: // ]
        case 125: // }
        case 60: // <
        case 62: // >
          at++;
          break;
        default: {
          if (code === 37 && lineStart) {
            this.#inside = Inside.Line;
            at++;
            break;
          }
          let end = at + 1;
          while (end < text.length && isWord(text.charCodeAt(end))) end++;
          if (end === text.length && !final && end - at < LONGEST_TOKEN) {
            this.#lineStart = lineStart;
            this.#rest = text.slice(at);
            return;
          }
          if (this.#depth === 0) this.#word(text, at, end);
          at = end;
        }
      }
    }
  }

  /** A comment ends at `}`, or where the next game plainly begins although it was never closed. */
  #leaveComment(text: string, at: number): number {
    const close = text.indexOf('}', at);
    // Inside a comment of ordinary length a slice is cheaper than a search that runs on to the next game.
    const comment = text.slice(at, close < 0 ? text.length : close);
    const next = comment.indexOf(NEXT_GAME);
    const end = next >= 0 ? next : close >= 0 ? comment.length : unfinishedFrom(comment);
    if (this.#depth === 0 && mayHoldEvaluation(comment)) {
      this.#evaluations ??= new GameEvaluations();
      this.#evaluations.read(comment.slice(0, end), this.#moves.length);
    }
    if (next >= 0) {
      this.#inside = Inside.Moves;
      return at + next;
    }
    if (close >= 0) {
      this.#inside = Inside.Moves;
      return close + 1;
    }
    this.#rest = comment.slice(Math.min(end, comment.length - beginningAtEnd(comment).length));
    return text.length;
  }

  /** Reads a tag at `at`; returns where to go on, or -1 when more text is needed. */
  #readTag(text: string, at: number, final: boolean): number {
    TAG.lastIndex = at;
    let match = TAG.exec(text);
    if (!match) {
      const end = text.indexOf('\n', at);
      if (end < 0 && !final && text.length - at < LONGEST_TOKEN) return -1;
      const stop = Math.min(end < 0 ? text.length : end, at + LONGEST_TOKEN);
      LOOSE_TAG.lastIndex = 0;
      match = LOOSE_TAG.exec(text.slice(at, stop));
      if (!match) return stop; // no tag: what stands on this line is passed over
    }
    const name = match[1]!;
    this.#depth = 0;
    if (this.#moves.length > 0 || name === this.#firstTag) this.#emit(undefined);
    if (this.#firstTag === '') this.#firstTag = name;
    if (this.#tags.size < MOST_TAGS && match[2]!.length <= LONGEST_VALUE) {
      this.#tags.set(name, match[2]!.replace(/\\(.)/g, '$1'));
    }
    return at + match[0].length;
  }

  #word(text: string, from: number, end: number): void {
    const first = text.charCodeAt(from);
    if (first === 42) {
      this.#emit('*'); // anything stuck to it is passed over
      return;
    }
    if (first === 36 || first === 33 || first === 63) return; // $12, !, ?
    if (first >= 48 && first <= 57) {
      from = this.#number(text, from, end);
      if (from === end) return;
    } else if (first === 46) {
      while (from < end && text.charCodeAt(from) === 46) from++; // dots alone: "1 . e4", "2 ... e5"
      if (from === end) return;
    } else if (first === 189) {
      this.#emit('1/2-1/2'); // the one-half sign
      return;
    }
    let last = end;
    while (last > from && isMark(text.charCodeAt(last - 1))) last--;
    if (last === from || last - from > LONGEST_VALUE) return;
    if (this.#moves.length < MOST_MOVES) this.#moves.push(text.slice(from, last));
  }

  /**
   * A word that begins with a digit: a result, castling with zeros, a null move, or a move number. Returns where a move
   * in it begins.
   */
  #number(text: string, from: number, end: number): number {
    const second = text.charCodeAt(from + 1);
    if (from + 1 < end && (second === 45 || second === 47 || second === 0x2013)) {
      const word = text.slice(from, end).replaceAll('\u2013', '-');
      if (word === '1-0' || word === '0-1' || word === '1/2-1/2') {
        this.#emit(word);
        return end;
      }
      if (word === '1/2') {
        this.#emit('1/2-1/2');
        return end;
      }
      return from;
    }
    let at = from;
    while (at < end && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
    if (at === end) {
      if (at - from === 4 && text.startsWith('0000', from)) return from;
    } else if (text.charCodeAt(at) !== 46) {
      return from;
    }
    // Move 1 again after two moves: another game, with neither tags nor the result of the one before.
    if (at - from === 1 && text.charCodeAt(from) === 49 && this.#moves.length >= 2) this.#emit(undefined);
    while (at < end && text.charCodeAt(at) === 46) at++;
    return at;
  }

  #emit(result: string | undefined): void {
    if (this.#tags.size > 0 || this.#moves.length > 0) {
      const game = { tags: this.#tags, moves: this.#moves, result };
      this.#found.push(this.#evaluations ? { ...game, evaluations: this.#evaluations } : game);
      this.#evaluations = undefined;
      this.#tags = new Map();
      this.#moves = [];
      this.#firstTag = '';
    }
    this.#depth = 0;
  }
}

/** What of the next game's first characters stands at the end of this text, for the next piece to go on with. */
function beginningAtEnd(text: string): string {
  for (let length = Math.min(text.length, NEXT_GAME.length - 1); length > 0; length--) {
    if (text.endsWith(NEXT_GAME.slice(0, length))) return NEXT_GAME.slice(0, length);
  }
  return '';
}

/** Characters that go on with a word: not space, not what begins something else. */
function isWord(code: number): boolean {
  if (code <= 32) return false;
  // { } ( ) [ ] ; < > and the space that does not break
  return !(
    code === 123 ||
    code === 125 ||
    code === 40 ||
    code === 41 ||
    code === 91 ||
    code === 93 ||
    code === 59 ||
    code === 60 ||
    code === 62 ||
    code === 0xa0
  );
}

/** Check, mate, and marks such as ! and ?. */
function isMark(code: number): boolean {
  return code === 33 || code === 63 || code === 43 || code === 35;
}
