import type { GameResult } from '../../src/spec/index.js';

/** Finished games go to the record together: at most this long after the first of them. Milliseconds. */
export const MAX_WAIT_MS = 250;

/** Gathers finished games. The clock is looked at on each game too, since a busy event loop delays timers. */
export class ResultBatch {
  #results: GameResult[] = [];
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  count = 0;

  constructor(private readonly send: (results: readonly GameResult[]) => void) {}

  add(result: GameResult): void {
    this.count++;
    this.#results.push(result);
    if (this.#results.length === 1) {
      this.#since = performance.now();
      this.#timer = setTimeout(() => this.flush(), MAX_WAIT_MS);
    } else if (performance.now() - this.#since >= MAX_WAIT_MS) this.flush();
  }

  flush(): void {
    clearTimeout(this.#timer);
    if (this.#results.length === 0) return;
    const results = this.#results;
    this.#results = [];
    this.send(results);
  }
}
