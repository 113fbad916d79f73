import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/rating/numerics/normal.js';
import { signFlipTest } from '../../../src/rating/numerics/sign-flip.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { maxT } from '../../../src/tournament/stats/max-t.js';
import { holm } from '../../../src/tournament/stats/replicate-inference.js';

const signsOf = (n: number, bits: number): number[] => Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? -1 : 1));
const tOf = (values: readonly number[]): number => {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, v) => a + (v - mean) ** 2, 0) / (n - 1);
  return variance < 1e-12 * mean * mean ? Infinity : Math.abs(mean) / Math.sqrt(variance / n);
};

/** Westfall & Young's step-down maxima of Student's |t|, pattern by pattern. */
function bruteForce(rows: readonly (readonly number[])[]): number[] {
  const n = rows[0]!.length;
  const observed = rows.map(tOf);
  const order = observed.map((_, i) => i).sort((a, b) => observed[b]! - observed[a]!);
  let least = 0;
  const adjusted = rows.map(() => 0);
  order.forEach((row, step) => {
    let count = 0;
    for (let bits = 0; bits < 2 ** n; bits++) {
      const signs = signsOf(n, bits);
      const largest = Math.max(...order.slice(step).map((i) => tOf(rows[i]!.map((v, r) => v * signs[r]!))));
      if (largest >= observed[row]! * (1 - 1e-9)) count++;
    }
    adjusted[row] = least = Math.max(least, count / 2 ** n);
  });
  return adjusted;
}

describe('step-down max-T', () => {
  it('is that of |t| over all sign patterns', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 5, maxLength: 5 }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.array(fc.nat(31), { minLength: 3, maxLength: 3 }),
        (sizes, bits) => {
          const rows = sizes.map((row, i) => row.map((value, r) => value * signsOf(5, bits[i]!)[r]!));
          maxT(rows).forEach((p, i) => expect(p).toBeCloseTo(bruteForce(rows)[i]!, 12));
        },
      ),
      { numRuns: 40 },
    ));

  it('adjusts nothing for one measure, nor for copies of one', () => {
    const values = [3, -1, 4, 1, 5, 9, -2, 6];
    const { p } = signFlipTest(values);
    expect(maxT([values])).toEqual([p]);
    expect(maxT([values, values.map((v) => -2 * v), values])).toEqual([p, p, p]);
  });

  it('finds what Holm cannot: six replicates that agree, beside a measure that says nothing', () => {
    // 2 / 64 for the first alone, times 2 by Holm; no pattern of the second reaches the first's root of 6
    const rows = [
      [1, 1, 1, 1, 1, 1],
      [1, -2, 3, -4, 5, -6],
    ];
    expect(holm(rows.map((row) => signFlipTest(row).p))[0]).toBe(4 / 64);
    expect(maxT(rows)[0]).toBe(2 / 64);
  });

  it('passes over what was not measured', () => {
    const values = [3, 1, 4, 1, 5, 9];
    expect(maxT([values, values.map(() => null), values.map(() => 0)])).toEqual([2 / 64, null, 1]);
    expect(maxT([[...values, null, null]])).toEqual([2 / 64]);
    expect(maxT([])).toEqual([]);
  });

  it('rejects anything falsely in at most alpha of all sign patterns, exactly', () => {
    const rows = [0, 1, 2, 3].map((k) => Array.from({ length: 7 }, (_, r) => Math.sin(5 * r + k) + 0.2 * k));
    let rejected = 0;
    for (let bits = 0; bits < 2 ** 7; bits++) {
      const signs = signsOf(7, bits);
      if (maxT(rows.map((row) => row.map((v, r) => v * signs[r]!))).some((p) => p! <= 0.1)) rejected++;
    }
    expect(rejected / 2 ** 7).toBeLessThanOrEqual(0.1);
    expect(rejected / 2 ** 7).toBeGreaterThan(0.05);
  });

  it('finds 1.5 standard deviations among eleven measures in half of all samples of 8 and a fifth of those of 6', () => {
    const random = randomFromHash(sha256Hex('max-T'));
    const normal = (): number => normalQuantile((random.uint32() + 0.5) / 2 ** 32);
    const power = (n: number): number => {
      let found = 0;
      for (let sample = 0; sample < 300; sample++) {
        const rows = Array.from({ length: 11 }, (_, k) => Array.from({ length: n }, () => normal() + (k ? 0 : 1.5)));
        if (maxT(rows)[0]! <= 0.05) found++;
      }
      return found / 300;
    };
    // simulated apart from this code: 56 and 19 %; three standard errors are 9 and 7 %
    expect(Math.abs(power(8) - 0.56)).toBeLessThan(0.09);
    expect(Math.abs(power(6) - 0.19)).toBeLessThan(0.07);
  });
});
