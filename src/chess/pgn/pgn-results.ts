/**
 * Who played whom and how it ended, from a stream of PGN. The Result tag decides; where it says nothing, the result
 * that closes the moves does, and only then are moves read.
 */
import { RESULTS, type Result } from '../../vocabulary/index.js';
import { PgnScanner } from './pgn-scanner.js';

/** Told of every game in order. A player or result that the file does not name is undefined. */
export type TakeResult = (white: string | undefined, black: string | undefined, result: Result | undefined) => void;

/** A longer name is none. */
const LONGEST_NAME = 1024;

const known = (result: string | undefined): Result | undefined => RESULTS.find((one) => one === result);

export class PgnResults {
  readonly #take: TakeResult;
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

  constructor(take: TakeResult) {
    this.#take = take;
  }

  push(text: string): void {
    this.#scanner.push(text);
  }

  end(): void {
    this.#scanner.end();
  }

  #tag(name: string, value: string): void {
    if (value.length > LONGEST_NAME) return;
    if (name === 'White') this.#white = value;
    else if (name === 'Black') this.#black = value;
    else if (name === 'Result') this.#result = known(value);
  }

  #end(result: string | undefined): void {
    this.#take(this.#white, this.#black, this.#result ?? known(result));
    this.#white = this.#black = this.#result = undefined;
  }
}
