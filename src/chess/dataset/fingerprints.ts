/** Slots of a bucket. */
const WAYS = 8;

/**
 * Approximate set of positions with their moves in constant memory: a hash table of 32-bit tags in buckets of eight. A
 * full bucket evicts one of its tags, so on very large imports a repeat may be missed. About one new position in 10^9
 * is mistaken for a repeat. 2^25 tags take 128 MiB; of the 10.8 million distinct positions of 154,000 games 8,113 tags
 * were evicted.
 */
export class Fingerprints {
  readonly #tags: Uint32Array;
  readonly #bucketMask: number;
  #evictions = 0;

  /** @param bits Binary logarithm of the number of slots. */
  constructor(bits = 25) {
    this.#tags = new Uint32Array(2 ** bits);
    this.#bucketMask = 2 ** bits / WAYS - 1;
  }

  /** Tags evicted from full buckets so far; each may cause one missed repeat. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Adds `count` words from index `from`. Returns true if they were not in the set before. */
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
    const tag = mix(b ^ Math.imul(a, 0x27d4eb2f)) >>> 0 || 1; // 0 marks an empty slot
    const tags = this.#tags;
    for (let slot = start; slot < start + WAYS; slot++) {
      if (tags[slot] === tag) return false;
      if (tags[slot] === 0) {
        tags[slot] = tag;
        return true;
      }
    }
    tags[start + (tag & (WAYS - 1))] = tag;
    this.#evictions++;
    return true;
  }
}

/** Finalizer of MurmurHash3 (Appleby, public domain): every input bit affects every output bit. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
