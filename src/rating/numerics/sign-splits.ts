import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';

/**
 * A fixed set of sign patterns of n values, which is a group: 2^bits patterns and their opposites. The pattern of
 * number x (0 to 2^bits - 1) flips the values i for which `columns[i] & x` has an odd number of ones. Number 0 is the
 * identity; every other one flips some value and keeps the first.
 */
export interface SignSplits {
  readonly bits: number;
  readonly columns: Int32Array;
}

/**
 * All patterns of n <= bits + 1 values. Of more values a subgroup of 2^(bits + 1) patterns: its first bits + 1 values
 * have all signs, and the columns of the others are drawn by a fixed seed, all different. A test over a group of
 * patterns keeps its level exactly, whether it is all of them or a subgroup fixed in advance (Hemerik & Goeman, Exact
 * testing with random permutations, TEST 27, 2018), and the columns of one n begin those of any larger one.
 */
export function signSplits(n: number, bits: number): SignSplits {
  const used = Math.min(bits, Math.max(0, n - 1));
  const columns = new Int32Array(n);
  for (let i = 1; i <= used; i++) columns[i] = 2 ** (i - 1);
  if (n > used + 1) {
    const random = randomFromHash(sha256Hex(`sign patterns of ${bits} bits`));
    const taken = new Set(columns.subarray(0, used + 1));
    for (let i = used + 1; i < n; ) {
      const column = random.below(2 ** bits);
      if (taken.has(column) && taken.size < 2 ** bits) continue;
      taken.add(column);
      columns[i++] = column;
    }
  }
  return { bits: used, columns };
}

/**
 * The sums of the values under each pattern, by its number: a Walsh-Hadamard transform of the values at their columns.
 * Changing all signs changes the sign of every sum and nothing else.
 */
export function signedSums(values: ArrayLike<number>, { bits, columns }: SignSplits): Float64Array {
  const size = 2 ** bits;
  const sums = new Float64Array(size);
  for (let i = 0; i < values.length; i++) sums[columns[i]!]! += values[i]!;
  for (let half = 1; half < size; half *= 2)
    for (let start = 0; start < size; start += 2 * half)
      for (let at = start, end = start + half; at < end; at++) {
        const a = sums[at]!;
        const b = sums[at + half]!;
        sums[at] = a + b;
        sums[at + half] = a - b;
      }
  return sums;
}
