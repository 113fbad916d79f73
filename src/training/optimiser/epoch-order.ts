import { randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';

/**
 * The order in which steps take `count` examples: consecutive epochs, each shuffled by a seed that depends only on
 * `name` and the epoch, so that the batch of any step can be recomputed.
 */
export class EpochOrder {
  #last: { epoch: number; order: number[] } | undefined;

  constructor(
    readonly name: string,
    readonly count: number,
  ) {}

  /** Returns the indices of a step's batch. Steps count from 0; `batch` is the batch size. */
  at(step: number, batch: number): number[] {
    return Array.from({ length: batch }, (_, i) => {
      const at = step * batch + i;
      return this.#order(Math.floor(at / this.count))[at % this.count]!;
    });
  }

  #order(epoch: number): number[] {
    if (this.#last?.epoch !== epoch) {
      const order = shuffle(
        Array.from({ length: this.count }, (_, i) => i),
        randomFromHash(sha256Hex(`${this.name}/${epoch}`)),
      );
      this.#last = { epoch, order };
    }
    return this.#last.order;
  }
}
