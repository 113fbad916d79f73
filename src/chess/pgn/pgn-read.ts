/** Reads games from streamed PGN: tags, moves of the main line, and engine evaluations in its comments. */
import type { Result } from '../../vocabulary/index.js';
import { GameEvaluations, mayContainEvaluation } from './game-evaluations.js';
import { PgnScanner } from './pgn-scanner.js';

/** A game as read from PGN; its moves are not validated. */
export interface ParsedGame {
  /** Tag values by name: the first 64 tags with values of at most 1,024 characters. */
  readonly tags: ReadonlyMap<string, string>;
  /** Moves as written, without move numbers, check signs and annotation; at most the first 12,000. */
  readonly moves: readonly string[];
  /** The result at the end of the movetext; undefined if there is none. */
  readonly result: Result | '*' | undefined;
  /** Absent if no comment contains an evaluation. */
  readonly evaluations?: GameEvaluations;
}

/** Bounds memory on hostile files. The longest game possible under the 75-move rule has fewer moves. */
const MAX_MOVES = 12_000;
const MAX_TAGS = 64;
const MAX_VALUE_LENGTH = 1024;

/** Incremental PGN reader. How the text is split into pieces does not affect the games. */
export class PgnReader {
  readonly #scanner = new PgnScanner({
    tag: (name, value) => this.#tag(name, value),
    move: (text) => {
      if (this.#moves.length < MAX_MOVES) this.#moves.push(text);
    },
    comment: (text) => this.#comment(text),
    end: (result) => this.#end(result),
  });
  #tags = new Map<string, string>();
  #moves: string[] = [];
  #evaluations: GameEvaluations | undefined;
  #complete: ParsedGame[] = [];

  /** Reads a piece of text. Returns the games completed by it. */
  push(text: string): ParsedGame[] {
    this.#scanner.push(text);
    return this.#complete.splice(0);
  }

  /** Ends the input. Returns the last game if it was not complete yet. */
  end(): ParsedGame[] {
    this.#scanner.end();
    return this.#complete.splice(0);
  }

  #tag(name: string, value: string): void {
    if (this.#tags.size === 0) this.#evaluations = undefined; // discards evaluations in comments between two games
    if (this.#tags.size < MAX_TAGS && value.length <= MAX_VALUE_LENGTH) this.#tags.set(name, value);
  }

  #comment(text: string): void {
    if (!mayContainEvaluation(text)) return;
    this.#evaluations ??= new GameEvaluations();
    this.#evaluations.read(text, this.#moves.length);
  }

  #end(result: ParsedGame['result']): void {
    const game = { tags: this.#tags, moves: this.#moves, result };
    this.#complete.push(this.#evaluations ? { ...game, evaluations: this.#evaluations } : game);
    this.#evaluations = undefined;
    this.#tags = new Map();
    this.#moves = [];
  }
}
