import type { GameResult } from '../../src/spec/index.js';

/** Finished games are sent together, at most this long after the first of them. */
const MAX_WAIT_MS = 250;

/** Batches finished games. Each game checks the clock too, because a busy event loop delays timers. */
export class ResultBatch {
  #results: GameResult[] = [];
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Number of games added so far. */
  count = 0;

  constructor(private readonly send: (results: readonly GameResult[]) => void) {}

  /** Adds a finished game, and sends the batch when its time is up. */
  add(result: GameResult): void {
    this.count++;
    this.#results.push(result);
    if (this.#results.length === 1) {
      this.#since = performance.now();
      this.#timer = setTimeout(() => this.flush(), MAX_WAIT_MS);
    } else if (performance.now() - this.#since >= MAX_WAIT_MS) this.flush();
  }

  /** Sends the batch now; does nothing when it is empty. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#results.length === 0) return;
    const results = this.#results;
    this.#results = [];
    this.send(results);
  }
}
