/**
 * Reads players and results from streamed PGN. The Result tag takes precedence; without a usable one the result at the
 * end of the movetext is used, and only then is movetext scanned.
 */
import { RESULTS, type Result } from '../../vocabulary/index.js';
import { PgnScanner } from './pgn-scanner.js';

/** Receives every game in order. A player or result that the file does not give is undefined. */
type ResultListener = (white: string | undefined, black: string | undefined, result: Result | undefined) => void;

/** Longer player names are ignored. */
const MAX_NAME_LENGTH = 1024;

const parseResult = (text: string | undefined): Result | undefined => RESULTS.find((result) => result === text);

/** Incremental reader of players and results. */
export class PgnResults {
  readonly #onResult: ResultListener;
  readonly #scanner = new PgnScanner({
    tagInitials: 'WBR',
    tag: (name, value) => this.#tag(name, value),
    skipsMoves: () => this.#result !== undefined,
    move: () => undefined,
    end: (result) => this.#end(result),
  });
  #white: string | undefined;
  #black: string | undefined;
  #result: Result | undefined;

  constructor(onResult: ResultListener) {
    this.#onResult = onResult;
  }

  /** Reads a piece of text; reports every game completed by it. */
  push(text: string): void {
    this.#scanner.push(text);
  }

  /** Ends the input; reports the last game. */
  end(): void {
    this.#scanner.end();
  }

  #tag(name: string, value: string): void {
    if (value.length > MAX_NAME_LENGTH) return;
    if (name === 'White') this.#white = value;
    else if (name === 'Black') this.#black = value;
    else if (name === 'Result') this.#result = parseResult(value);
  }

  #end(result: string | undefined): void {
    this.#onResult(this.#white, this.#black, this.#result ?? parseResult(result));
    this.#white = this.#black = this.#result = undefined;
  }
}
