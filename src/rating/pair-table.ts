import { cellsAt, emptyCells, orderByPair, type PairCells } from './pair-cells.js';

/** A slot's key: White's and Black's number, exact up to 2^26 players; 0 is a free slot because nobody meets itself. */
const PLAYERS = 2 ** 26;

/**
 * Counts games one at a time by who had White against whom, in a hash table with open places. Its memory grows with the
 * pairings that occur, not with games.
 */
export class PairTable {
  games = 0;
  #size = 0;
  #mask = 2 ** 10 - 1;
  #keys = new Float64Array(2 ** 10);
  /** Losses, draws and wins of White, three in a row for each slot. */
  #counts = new Float64Array(3 * 2 ** 10);

  /** `points2` is twice White's points. */
  add(white: number, black: number, points2: 0 | 1 | 2): void {
    if (white === black) throw new RangeError('a player cannot meet itself');
    if (2 * this.#size > this.#mask) this.#grow();
    const slot = this.#slotOf(white * PLAYERS + black);
    this.#counts[3 * slot + points2]!++;
    this.games++;
  }

  /** What was counted, with player i under the number `place[i]` if places are given. */
  cells(players: number, place?: Int32Array): PairCells {
    const found = emptyCells(players, this.#size);
    let at = 0;
    this.#keys.forEach((key, slot) => {
      if (key === 0) return;
      const [white, black] = [Math.floor(key / PLAYERS), key % PLAYERS];
      found.white[at] = place ? place[white]! : white;
      found.black[at] = place ? place[black]! : black;
      found.losses[at] = this.#counts[3 * slot]!;
      found.draws[at] = this.#counts[3 * slot + 1]!;
      found.wins[at] = this.#counts[3 * slot + 2]!;
      at++;
    });
    return cellsAt(found, orderByPair(players, found.white, found.black));
  }

  #slotOf(key: number): number {
    // both halves of the key spread over the slots by a multiplication with an odd number near 2^32 / golden ratio
    const mixed = Math.imul((Math.floor(key / PLAYERS) + Math.imul(key % PLAYERS, 0x85ebca6b)) | 0, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask;
    while (this.#keys[slot] !== key && this.#keys[slot] !== 0) slot = (slot + 1) & this.#mask;
    if (this.#keys[slot] === 0) {
      this.#keys[slot] = key;
      this.#size++;
    }
    return slot;
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    const slots = 2 * keys.length;
    this.#mask = slots - 1;
    this.#keys = new Float64Array(slots);
    this.#counts = new Float64Array(3 * slots);
    this.#size = 0;
    for (let old = 0; old < keys.length; old++) {
      if (keys[old] === 0) continue;
      const slot = this.#slotOf(keys[old]!);
      for (let k = 0; k < 3; k++) this.#counts[3 * slot + k] = counts[3 * old + k]!;
    }
  }
}
