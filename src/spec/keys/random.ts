/**
 * Seeded random numbers. `xoshiro128**` (Blackman & Vigna, public domain) on four 32-bit words:
 * fast in JavaScript, equal on every machine, and small enough to store and resume.
 */
export interface Random {
  /** Uniform 32-bit unsigned integer. */
  uint32(): number;
  /** Uniform in [0, 1) with 32 bits. */
  next(): number;
  /** Uniform integer in [0, bound); bound is at most 2^32. Unbiased: rejects the uneven tail. */
  below(bound: number): number;
  /** The four state words, to resume from. */
  state(): [number, number, number, number];
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** Returns a generator that continues from four 32-bit state words, as `Random.state` returns them. */
export function randomFromState(words: readonly number[]): Random {
  let [a, b, c, d] = words as [number, number, number, number];
  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result;
  };
  return {
    uint32,
    next: () => uint32() / 2 ** 32,
    below(bound) {
      const limit = 2 ** 32 - (2 ** 32 % bound);
      for (;;) {
        const value = uint32();
        if (value < limit) return value % bound;
      }
    },
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}

/**
 * Returns a generator seeded by the first 128 bits of a hexadecimal SHA-256 (a key or an address). Throws TypeError for
 * fewer than 32 hexadecimal digits.
 */
export function randomFromHash(hex: string): Random {
  const words = [0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16) >>> 0);
  if (words.length !== 4 || words.some(Number.isNaN)) throw new TypeError('a seed needs 32 hexadecimal digits');
  if (!words.some(Boolean)) words[0] = 1; // the all-zero state is a fixed point
  return randomFromState(words);
}

/** Shuffles in place (Fisher-Yates) and returns the same array. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
