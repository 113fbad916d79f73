import { randomFromHash, sha256Hex, shuffle } from '../../spec/index.js';

/**
 * Which of `count` things a step takes: epochs one after the other, each in an order of its own that hangs on the name
 * alone, so that any step can be made again.
 */
export class EpochOrder {
  #last: { epoch: number; order: number[] } | undefined;

  constructor(
    readonly name: string,
    readonly count: number,
  ) {}

  /** Numbers of the step's batch, steps counted from 0. */
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
