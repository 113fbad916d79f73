import { cellsAt, emptyCells, orderByPair, type PairCells } from './pair-cells.js';

/** A slot's key is White · 2^26 + Black, exact for up to 2^26 players; 0 is a free slot, as nobody meets itself. */
const PLAYERS = 2 ** 26;
const FIRST_SLOTS = 2 ** 10;

/**
 * Counts games one at a time by pairing and colour, in a hash table with open addressing. Memory is in proportion to
 * the pairings that occur, not to games.
 */
export class PairTable {
  /** Games counted. */
  games = 0;
  #size = 0;
  #mask = FIRST_SLOTS - 1;
  #keys = new Float64Array(FIRST_SLOTS);
  /** Losses, draws and wins of White, three in a row for each slot. */
  #counts = new Float64Array(3 * FIRST_SLOTS);

  /**
   * @param points2 Twice White's points.
   * @throws RangeError where a player meets itself.
   */
  add(white: number, black: number, points2: 0 | 1 | 2): void {
    if (white === black) throw new RangeError('a player cannot meet itself');
    if (2 * this.#size > this.#mask) this.#grow();
    const slot = this.#slotOf(white, black);
    this.#counts[3 * slot + points2]!++;
    this.games++;
  }

  /**
   * The games counted so far, sorted.
   * @param place New index by player; default: the same.
   */
  cells(players: number, place?: Int32Array): PairCells {
    const found = emptyCells(players, this.#size);
    const [keys, counts] = [this.#keys, this.#counts];
    for (let slot = 0, at = 0; slot < keys.length; slot++) {
      if (keys[slot] === 0) continue;
      const [white, black] = playersOf(keys[slot]!);
      found.white[at] = place ? place[white]! : white;
      found.black[at] = place ? place[black]! : black;
      found.losses[at] = counts[3 * slot]!;
      found.draws[at] = counts[3 * slot + 1]!;
      found.wins[at] = counts[3 * slot + 2]!;
      at++;
    }
    return cellsAt(found, orderByPair(players, found.white, found.black));
  }

  /** The slot of a pairing, which is taken if it was free. */
  #slotOf(white: number, black: number): number {
    const keys = this.#keys;
    const key = white * PLAYERS + black;
    // multiplicative hashing: both halves are spread over the slots by odd numbers, the second near 2^32 / golden ratio
    const mixed = Math.imul((white + Math.imul(black, 0x85ebca6b)) | 0, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask;
    while (keys[slot] !== key && keys[slot] !== 0) slot = (slot + 1) & this.#mask;
    if (keys[slot] === 0) {
      keys[slot] = key;
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
      const slot = this.#slotOf(...playersOf(keys[old]!));
      for (let k = 0; k < 3; k++) this.#counts[3 * slot + k] = counts[3 * old + k]!;
    }
  }
}

function playersOf(key: number): [white: number, black: number] {
  const white = Math.floor(key / PLAYERS);
  return [white, key - white * PLAYERS];
}
