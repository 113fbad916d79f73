/**
 * Fast searches for structural characters of PGN.
 *
 * Nearly every game begins with this tag. At the start of a line it begins a game even inside an unclosed comment.
 */
const NEXT_GAME = '[Event "';

/** Cached search for one string: it searches again only after the last match has been passed. */
class Finder {
  #match = -1;

  constructor(readonly needle: string) {}

  /** Resets the search. Must be called before another text is searched. */
  begin(): void {
    this.#match = -1;
  }

  /** Index of the next match from `at` on, or the text's length. `at` must not decrease between calls. */
  from(text: string, at: number): number {
    if (this.#match < at) {
      const index = text.indexOf(this.needle, at);
      this.#match = index < 0 ? text.length : index;
    }
    return this.#match;
  }
}

/**
 * Finds structural characters of PGN in a piece of text at non-decreasing indices. All searches are native `indexOf`
 * calls over long stretches, so skipping moves is much cheaper than reading them. The text itself is not stored, so
 * that it can be garbage-collected early.
 */
export class SignFinder {
  readonly #game = new Finder(NEXT_GAME);
  readonly #newline = new Finder('\n');
  readonly #return = new Finder('\r');
  readonly #bracket = new Finder('[');
  readonly #brace = new Finder('{');
  readonly #semicolon = new Finder(';');
  readonly #percent = new Finder('\n%');
  readonly #percentAfterReturn = new Finder('\r%');
  readonly #tagLine = new Finder('\n[');
  readonly #tagEnd = new Finder('"]');

  /** Resets the search. Must be called before another text is searched. */
  begin(): void {
    this.#game.begin();
    this.#newline.begin();
    this.#return.begin();
    this.#bracket.begin();
    this.#brace.begin();
    this.#semicolon.begin();
    this.#percent.begin();
    this.#percentAfterReturn.begin();
    this.#tagLine.begin();
    this.#tagEnd.begin();
  }

  /** Index of the next newline or carriage return, or the text's length. */
  lineEnd(text: string, at: number): number {
    return Math.min(this.#newline.from(text, at), this.#return.from(text, at));
  }

  /** Index of the line end before the next game's Event tag, or the text's length. */
  nextGame(text: string, at: number): number {
    let game = this.#game.from(text, at + 1);
    while (game < text.length && !isLineEnd(text.charCodeAt(game - 1))) game = this.#game.from(text, game + 1);
    return game < text.length ? game - 1 : game;
  }

  /** Index of the next `[`, `{` or `;` outside comments, or `%` at the start of a line; else the text's length. */
  next(text: string, at: number, atLineStart: boolean): number {
    const code = text.charCodeAt(at);
    if (code === 91 || (code === 37 && atLineStart)) return at;
    const bracket = this.#bracket.from(text, at);
    const brace = this.#brace.from(text, at);
    const lineComment = Math.min(this.#semicolon.from(text, at), this.#escape(text, at));
    if (Math.min(brace, lineComment) > bracket) return bracket; // the most frequent case
    const line = this.#tagLine.from(text, at);
    // Fast path below: comments without `;`, escaped lines or tag ends. Those need the scanner, and so does the end of
    // the text, where a tag may be incomplete.
    if (line === text.length || Math.min(lineComment, this.#tagEnd.from(text, at)) < line)
      return Math.min(bracket, brace, lineComment);
    const tag = line + 1;
    if (brace >= tag) return tag;
    // Comments do not nest: a comment is open if the last brace is an opening one.
    const moves = text.slice(at, tag);
    const open = moves.lastIndexOf('{');
    return open > moves.lastIndexOf('}') ? at + open : tag;
  }

  /** Index of the next `%` at the start of a line, or the text's length. */
  #escape(text: string, at: number): number {
    const line = Math.min(this.#percent.from(text, at), this.#percentAfterReturn.from(text, at));
    return Math.min(line + 1, text.length);
  }
}

/** Number of characters at the end of a text that may be the start of a line end and Event tag; 0 if none. */
export function partialGameStartLength(text: string): number {
  for (let length = Math.min(text.length, NEXT_GAME.length); length > 0; length--) {
    const from = text.length - length;
    if (isLineEnd(text.charCodeAt(from)) && NEXT_GAME.startsWith(text.slice(from + 1))) return length;
  }
  return 0;
}

/** Newline or carriage return. */
export const isLineEnd = (code: number): boolean => code === 10 || code === 13;
