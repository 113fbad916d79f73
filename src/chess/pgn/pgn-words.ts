import { RESULTS, type Result } from '../../vocabulary/index.js';
import { isDash, isDigit, isEnPassantMark, isGlyph, isPoint, moveEnd, plainDashes } from './pgn-symbols.js';

/** A longer word is no move. */
const LONGEST_MOVE = 1024;
const KNOWN: ReadonlySet<string> = new Set(RESULTS);

/** Tells moves, numbers, results and annotation from each other, word by word of the main line of one game at a time. */
export class PgnWords {
  /** Of the game at hand. */
  moves = 0;
  /** The beginning of a result with blanks in it: `1`, `0`, `1-`, `0-`. */
  #spaced = '';
  /** The next move begins another game. */
  #restarts = false;
  readonly #move: (text: string) => void;
  readonly #endGame: (result: Result | '*' | undefined) => void;

  /** `endGame` has to call `begin`. */
  constructor(move: (text: string) => void, endGame: (result: Result | '*' | undefined) => void) {
    this.#move = move;
    this.#endGame = endGame;
  }

  /** To be called before the next game's words. */
  begin(): void {
    this.moves = 0;
    this.#spaced = '';
    this.#restarts = false;
  }

  /**
   * Takes the word at `from`, before which `lineEnds` line ends stand, of a game that has tags or not. A game may end
   * before or with it.
   */
  take(text: string, from: number, end: number, lineEnds: number, hasTags: boolean): void {
    const first = text.charCodeAt(from);
    if (isDigit(first)) this.#number(text, from, end, lineEnds >= (hasTags ? 2 : 1));
    else if (first === 42)
      this.#endGame('*'); // anything stuck to it is passed over
    else if (first === 189)
      this.#endGame('1/2-1/2'); // the one-half sign
    else if (first > 64 && first < 123) this.#word(text, from, end);
    else this.#sign(text, from, end);
  }

  /** A word that begins with neither a letter nor a digit of ASCII. */
  #sign(text: string, from: number, end: number): void {
    if (end - from === 1 && isDash(text.charCodeAt(from))) {
      this.#spaced = this.#spaced === '1' || this.#spaced === '0' ? `${this.#spaced}-` : '';
      this.#restarts = false;
      return;
    }
    let at = from;
    while (at < end && isPoint(text.charCodeAt(at))) at++; // points alone: "1 . e4", "2 ... e5"
    if (at < end && !isGlyph(text.slice(at, Math.min(end, at + LONGEST_MOVE)))) this.#word(text, at, end);
  }

  /** A word that begins with a digit: a result, castling with zeros, a null move, or a number with or without a move. */
  #number(text: string, from: number, end: number, mayRestart: boolean): void {
    const second = text.charCodeAt(from + 1);
    if (from + 1 < end && (second === 47 || isDash(second))) {
      const word = plainDashes(text.slice(from, Math.min(end, from + LONGEST_MOVE)));
      if (KNOWN.has(word)) this.#endGame(word as Result);
      else if (word === '1/2') this.#endGame('1/2-1/2');
      else this.#word(text, from, end);
      return;
    }
    let at = from;
    while (at < end && isDigit(text.charCodeAt(at))) at++;
    const bare = at === end;
    if (bare ? text.startsWith('0000', from) && end - from === 4 : !isPoint(text.charCodeAt(at))) {
      this.#word(text, from, end);
      return;
    }
    if (bare && this.#endsSpaced(text.slice(from, Math.min(end, from + 2)))) return;
    // Move 1 on a line of its own after two moves: another game, with neither tags nor the result of the one before.
    // Where the game has tags, only a blank line says so.
    if (at - from === 1 && text.charCodeAt(from) === 49 && this.moves >= 2 && mayRestart) {
      if (bare)
        this.#restarts = true; // it may still be the 1 of "1 - 0"
      else this.#endGame(undefined);
    }
    while (at < end && isPoint(text.charCodeAt(at))) at++;
    if (at < end) this.#word(text, at, end);
  }

  /** Whether a number without a point ends a result such as `1 - 0`; else it may be the beginning of one. */
  #endsSpaced(number: string): boolean {
    const result = this.#spaced + number;
    this.#spaced = number === '1' || number === '0' ? number : '';
    if (result !== '1-0' && result !== '0-1') return false;
    this.#endGame(result);
    return true;
  }

  #word(text: string, from: number, end: number): void {
    const last = moveEnd(text, from, end);
    this.#spaced = '';
    if (last === from || last - from > LONGEST_MOVE) return;
    const word = text.slice(from, last);
    if (text.charCodeAt(from) === 101 && isEnPassantMark(word)) return;
    if (this.#restarts) this.#endGame(undefined);
    this.moves++;
    this.#move(word);
  }
}
