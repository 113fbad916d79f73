/**
 * Which positions with their moves were met before, in constant memory. A table of 32-bit marks in buckets of eight; a
 * full bucket loses one of its marks, so on very large imports a repeat may slip through. About one new position in
 * 10^9 is taken for a repeat. 2^25 marks are 128 MiB: of the 10.8 million different positions of 154,000 games, 8,113
 * marks were lost.
 */
const WAYS = 8;

export class Fingerprints {
  readonly #marks: Uint32Array;
  readonly #bucketMask: number;
  #evictions = 0;

  constructor(bits = 25) {
    this.#marks = new Uint32Array(2 ** bits);
    this.#bucketMask = 2 ** bits / WAYS - 1;
  }

  /** Marks pushed out of full buckets so far: each may let one repeat through. */
  get evictions(): number {
    return this.#evictions;
  }

  /** True when this was not met before; it is from now on. */
  add(words: Uint32Array, from: number, count: number): boolean {
    let a = 0x9e3779b9;
    let b = 0x85ebca6b;
    for (let i = from; i < from + count; i++) {
      const word = words[i]!;
      a = Math.imul(a ^ word, 0xcc9e2d51);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(b + word, 0x1b873593);
      b ^= b >>> 15;
      a = (a + b) | 0;
    }
    const start = (mix(a) & this.#bucketMask) * WAYS;
    const mark = mix(b ^ Math.imul(a, 0x27d4eb2f)) >>> 0 || 1; // 0 is an empty place
    const marks = this.#marks;
    for (let place = start; place < start + WAYS; place++) {
      if (marks[place] === mark) return false;
      if (marks[place] === 0) {
        marks[place] = mark;
        return true;
      }
    }
    marks[start + (mark & (WAYS - 1))] = mark;
    this.#evictions++;
    return true;
  }
}

/** The last step of MurmurHash3 (Appleby, public domain): every input bit reaches every output bit. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
