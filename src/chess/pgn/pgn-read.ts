/** Games from a stream of PGN: tags, the moves of the main line and the engine evaluations in its comments. */
import type { Result } from '../../vocabulary/index.js';
import { GameEvaluations, mayHoldEvaluation } from './game-evaluations.js';
import { PgnScanner } from './pgn-scanner.js';

export interface PgnGame {
  /** Tags by name, the first 64 of at most 1,024 characters each. */
  readonly tags: ReadonlyMap<string, string>;
  /** Moves as written, without numbers, checks and marks; the first 12,000. */
  readonly moves: readonly string[];
  /** The result that closes the moves; undefined when there is none. */
  readonly result: Result | '*' | undefined;
  /** Left out where no comment has one. */
  readonly evaluations?: GameEvaluations;
}

/**
 * The longest chess game possible under the 75-move rule is shorter by a good deal than files made to break readers.
 */
const MOST_MOVES = 12_000;
const MOST_TAGS = 64;
const LONGEST_VALUE = 1024;

export class PgnReader {
  readonly #scanner = new PgnScanner({
    tag: (name, value) => this.#tag(name, value),
    move: (text) => {
      if (this.#moves.length < MOST_MOVES) this.#moves.push(text);
    },
    comment: (text) => this.#comment(text),
    end: (result) => this.#end(result),
  });
  #tags = new Map<string, string>();
  #moves: string[] = [];
  #evaluations: GameEvaluations | undefined;
  #found: PgnGame[] = [];

  /** Games that are complete after this piece of text. */
  push(text: string): PgnGame[] {
    this.#scanner.push(text);
    return this.#found.splice(0);
  }

  /** The last game, when it has no result. */
  end(): PgnGame[] {
    this.#scanner.end();
    return this.#found.splice(0);
  }

  #tag(name: string, value: string): void {
    if (this.#tags.size === 0) this.#evaluations = undefined; // those of a comment between two games
    if (this.#tags.size < MOST_TAGS && value.length <= LONGEST_VALUE) this.#tags.set(name, value);
  }

  #comment(text: string): void {
    if (!mayHoldEvaluation(text)) return;
    this.#evaluations ??= new GameEvaluations();
    this.#evaluations.read(text, this.#moves.length);
  }

  #end(result: PgnGame['result']): void {
    const game = { tags: this.#tags, moves: this.#moves, result };
    this.#found.push(this.#evaluations ? { ...game, evaluations: this.#evaluations } : game);
    this.#evaluations = undefined;
    this.#tags = new Map();
    this.#moves = [];
  }
}
