/** Words of PGN movetext. */
import { RESULTS, type Result } from '../../vocabulary/index.js';
import { isDash, isDigit, isEnPassantMark, isGlyph, isPoint, moveEnd, plainDashes } from './pgn-symbols.js';

/** Length limit of a move, in characters; longer words are ignored. */
const MAX_MOVE_LENGTH = 1024;
const RESULT_TEXTS: ReadonlySet<string> = new Set(RESULTS);

/** Classifies the words of the main line of one game at a time: moves, move numbers, results, annotation. */
export class PgnWords {
  /** Moves of the current game so far. */
  moves = 0;
  /** Start of a result written with spaces: `1`, `0`, `1-`, `0-`. */
  #spaced = '';
  /** The next move begins another game. */
  #restarts = false;
  readonly #move: (text: string) => void;
  readonly #endGame: (result: Result | '*' | undefined) => void;

  /** `endGame` must call `begin`. */
  constructor(move: (text: string) => void, endGame: (result: Result | '*' | undefined) => void) {
    this.#move = move;
    this.#endGame = endGame;
  }

  /** Resets the state. Must be called before the next game's words. */
  begin(): void {
    this.moves = 0;
    this.#spaced = '';
    this.#restarts = false;
  }

  /**
   * Reads the word from `from` to `end`, preceded by `lineEnds` line ends; `hasTags`: whether the game has tags. A game
   * may end before or with the word.
   */
  take(text: string, from: number, end: number, lineEnds: number, hasTags: boolean): void {
    const first = text.charCodeAt(from);
    if (isDigit(first)) this.#number(text, from, end, lineEnds >= (hasTags ? 2 : 1));
    else if (first === 42)
      this.#endGame('*'); // anything attached to it is ignored
    else if (first === 189)
      this.#endGame('1/2-1/2'); // the one-half sign
    else if (first > 64 && first < 123) this.#word(text, from, end);
    else this.#sign(text, from, end);
  }

  /** A word that begins with neither an ASCII letter nor an ASCII digit. */
  #sign(text: string, from: number, end: number): void {
    if (end - from === 1 && isDash(text.charCodeAt(from))) {
      this.#spaced = this.#spaced === '1' || this.#spaced === '0' ? `${this.#spaced}-` : '';
      this.#restarts = false;
      return;
    }
    let at = from;
    while (at < end && isPoint(text.charCodeAt(at))) at++; // points alone: "1 . e4", "2 ... e5"
    if (at < end && !isGlyph(text.slice(at, Math.min(end, at + MAX_MOVE_LENGTH)))) this.#word(text, at, end);
  }

  /**
   * A word that begins with a digit: a result, castling with zeros, a null move, or a number with or without a move.
   */
  #number(text: string, from: number, end: number, mayRestart: boolean): void {
    const second = text.charCodeAt(from + 1);
    if (from + 1 < end && (second === 47 || isDash(second))) {
      const word = plainDashes(text.slice(from, Math.min(end, from + MAX_MOVE_LENGTH)));
      if (RESULT_TEXTS.has(word)) this.#endGame(word as Result);
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
    // Move number 1 at the start of a line after two or more moves begins another game, without tags and without a
    // result of the game before. If the game has tags, a blank line before it is required.
    if (at - from === 1 && text.charCodeAt(from) === 49 && this.moves >= 2 && mayRestart) {
      if (bare)
        this.#restarts = true; // it may still be the 1 of "1 - 0"
      else this.#endGame(undefined);
    }
    while (at < end && isPoint(text.charCodeAt(at))) at++;
    if (at < end) this.#word(text, at, end);
  }

  /** Whether a number without a point completes a result such as `1 - 0`; otherwise it may start one. */
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
    if (last === from || last - from > MAX_MOVE_LENGTH) return;
    const word = text.slice(from, last);
    if (text.charCodeAt(from) === 101 && isEnPassantMark(word)) return;
    if (this.#restarts) this.#endGame(undefined);
    this.moves++;
    this.#move(word);
  }
}
