import { cellsAt, emptyCells, orderByPair, type PairCells } from './pair-cells.js';

/**
 * A slot's key is White · 2^26 + Black, exact for up to 2^26 players; 0 is a free slot, since no player meets itself.
 */
const PLAYERS = 2 ** 26;
const FIRST_SLOTS = 2 ** 10;

/**
 * Counts games one at a time by pairing and colour, in a hash table with open addressing. Memory is proportional to the
 * number of distinct pairings, not to the number of games.
 */
export class PairTable {
  /** Number of games counted. */
  games = 0;
  #size = 0;
  #mask = FIRST_SLOTS - 1;
  #keys = new Float64Array(FIRST_SLOTS);
  /** Losses, draws and wins of White, three in a row for each slot. */
  #counts = new Float64Array(3 * FIRST_SLOTS);

  /**
   * Counts a game.
   * @param points2 Twice White's points.
   * @throws RangeError if a player meets itself.
   */
  add(white: number, black: number, points2: 0 | 1 | 2): void {
    if (white === black) throw new RangeError('a player cannot meet itself');
    if (2 * this.#size > this.#mask) this.#grow();
    const slot = this.#slotOf(white, black);
    this.#counts[3 * slot + points2]!++;
    this.games++;
  }

  /**
   * Returns the games counted so far as sorted cells.
   * @param newIndices New index by player; default: unchanged.
   */
  cells(players: number, newIndices?: Int32Array): PairCells {
    const cells = emptyCells(players, this.#size);
    const [keys, counts] = [this.#keys, this.#counts];
    for (let slot = 0, at = 0; slot < keys.length; slot++) {
      if (keys[slot] === 0) continue;
      const [white, black] = playersOf(keys[slot]!);
      cells.white[at] = newIndices ? newIndices[white]! : white;
      cells.black[at] = newIndices ? newIndices[black]! : black;
      cells.losses[at] = counts[3 * slot]!;
      cells.draws[at] = counts[3 * slot + 1]!;
      cells.wins[at] = counts[3 * slot + 2]!;
      at++;
    }
    return cellsAt(cells, orderByPair(players, cells.white, cells.black));
  }

  /** Returns the slot of a pairing, and allocates it if it is new. */
  #slotOf(white: number, black: number): number {
    const keys = this.#keys;
    const key = white * PLAYERS + black;
    // multiplicative hashing by two odd constants, the second near 2^32 / golden ratio
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

/** Inverse of the key. */
function playersOf(key: number): [white: number, black: number] {
  const white = Math.floor(key / PLAYERS);
  return [white, key - white * PLAYERS];
}
