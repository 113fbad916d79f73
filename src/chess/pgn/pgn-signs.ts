/** What begins nearly every game. At the start of a line it does so even inside of a comment that was not closed. */
const NEXT_GAME = '[Event "';

/** A search for one text that is repeated only when its last find lies behind. */
class Finder {
  #place = -1;

  constructor(readonly wanted: string) {}

  /** To be called before another text is searched. */
  begin(): void {
    this.#place = -1;
  }

  /** The next place from `at` on; the length of the text where there is none. `at` must not fall. */
  from(text: string, at: number): number {
    if (this.#place < at) {
      const found = text.indexOf(this.wanted, at);
      this.#place = found < 0 ? text.length : found;
    }
    return this.#place;
  }
}

/**
 * Finds signs of PGN in a piece of text, at places that never fall. All searches are native ones over long stretches,
 * so moves that are passed over cost a small part of what reading them would. The text is not kept: what outlives it
 * would keep it from being freed cheaply.
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

  /** To be called before another text is searched. */
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

  /** The next newline or return. */
  lineEnd(text: string, at: number): number {
    return Math.min(this.#newline.from(text, at), this.#return.from(text, at));
  }

  /** The line end before the next game's first tag. */
  nextGame(text: string, at: number): number {
    let game = this.#game.from(text, at + 1);
    while (game < text.length && !isLineEnd(text.charCodeAt(game - 1))) game = this.#game.from(text, game + 1);
    return game < text.length ? game - 1 : game;
  }

  /** The next `[`, `{` or `;` outside of comments, or `%` at the start of a line. */
  next(text: string, at: number, atLineStart: boolean): number {
    const code = text.charCodeAt(at);
    if (code === 91 || (code === 37 && atLineStart)) return at;
    const bracket = this.#bracket.from(text, at);
    const brace = this.#brace.from(text, at);
    const odd = Math.min(this.#semicolon.from(text, at), this.#escape(text, at));
    if (Math.min(brace, odd) > bracket) return bracket; // the usual case
    const line = this.#tagLine.from(text, at);
    // Comments may hold anything but `;`, escaped lines and ends of tags, which need a closer look, and so does the end
    // of the text, where a tag may only begin.
    if (line === text.length || Math.min(odd, this.#tagEnd.from(text, at)) < line) return Math.min(bracket, brace, odd);
    const tag = line + 1;
    if (brace >= tag) return tag;
    // Comments do not nest: one is open where the last brace is an opening one. All before it are closed.
    const moves = text.slice(at, tag);
    const open = moves.lastIndexOf('{');
    return open > moves.lastIndexOf('}') ? at + open : tag;
  }

  /** The next `%` at the start of a line. */
  #escape(text: string, at: number): number {
    const line = Math.min(this.#percent.from(text, at), this.#percentAfterReturn.from(text, at));
    return Math.min(line + 1, text.length);
  }
}

/** How many characters at the end of a text may be the beginning of the next game's line. */
export function beginOfGameAtEnd(text: string): number {
  for (let length = Math.min(text.length, NEXT_GAME.length); length > 0; length--) {
    const from = text.length - length;
    if (isLineEnd(text.charCodeAt(from)) && NEXT_GAME.startsWith(text.slice(from + 1))) return length;
  }
  return 0;
}

export const isLineEnd = (code: number): boolean => code === 10 || code === 13;
