import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipTest } from '../../../src/rating/numerics/sign-flip.js';
import { defaultLooks, sequentialSignFlips, spendingAt } from '../../../src/tournament/stats/sequential-sign-flips.js';

const signsOf = (n: number, bits: number): number[] => Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? -1 : 1));
/** Tenths, so that sums tie but for rounding. */
const sizes = fc.array(
  fc.integer({ min: 1, max: 90 }).map((tenths) => tenths / 10),
  { minLength: 9, maxLength: 9 },
);
const plan = { looks: [6, 8, 9], alpha: 0.2 };

describe('spending', () => {
  it('is that of Lan & DeMets for .025 at thirds: .0001035, .0060485, .025 (R, gsDesign, sfLDOF)', () => {
    expect(spendingAt(1 / 3, 0.025)).toBeCloseTo(0.0001035, 6);
    expect(spendingAt(2 / 3, 0.025)).toBeCloseTo(0.0060485, 6);
    expect(spendingAt(1, 0.025)).toBe(0.025);
  });

  it('plans looks from the first that can stop to the last block', () => {
    // 7 of 12: 2 / 128 = .0156 against .0103; 8 of 12: 2 / 256 = .0078 against .0164
    expect(defaultLooks(12, 0.05)).toEqual([8, 9, 10, 11, 12]);
    expect(defaultLooks(6, 0.05)).toEqual([6]);
    expect(defaultLooks(3, 0.05)).toEqual([3]);
    for (let planned = 6; planned <= 64; planned++) {
      const looks = defaultLooks(planned, 0.05);
      expect(looks.length).toBeLessThanOrEqual(5);
      expect(looks.at(-1)).toBe(planned);
      expect(2 / 2 ** looks[0]!).toBeLessThanOrEqual(spendingAt(looks[0]! / planned, 0.05));
      expect(looks.every((look, i) => i === 0 || look > looks[i - 1]!)).toBe(true);
    }
  });
});

describe('group-sequential sign flips', () => {
  it('are the fixed test where there is one look', () =>
    fc.assert(
      fc.property(sizes, fc.nat(511), (values, bits) => {
        const signed = values.map((v, i) => v * signsOf(9, bits)[i]!);
        const found = sequentialSignFlips(signed, { looks: [9], alpha: 0.1 });
        const { p } = signFlipTest(signed);
        expect(found.p).toBe(p);
        expect(found.decidedAt).toBe(p <= 0.1 ? 9 : null);
      }),
    ));

  it('stop as large a share of all sign patterns as they say, and never more than alpha: counted one by one', () =>
    fc.assert(
      fc.property(sizes, (values) => {
        const decided = new Map<number | null, number>();
        let spent: readonly number[] = [];
        for (let bits = 0; bits < 2 ** 9; bits++) {
          const found = sequentialSignFlips(
            values.map((v, i) => v * signsOf(9, bits)[i]!),
            plan,
          );
          decided.set(found.decidedAt, (decided.get(found.decidedAt) ?? 0) + 1);
          if (found.decidedAt === null) spent = found.looks.map((look) => look.spent);
          expect(found.p === null || found.p <= plan.alpha).toBe(found.decidedAt !== null);
        }
        let sum = 0;
        plan.looks.forEach((look, k) => {
          sum += (decided.get(look) ?? 0) / 2 ** 9;
          expect(sum).toBeCloseTo(spent[k]!, 12);
          expect(sum).toBeLessThanOrEqual(spendingAt(look / 9, plan.alpha));
        });
      }),
      { numRuns: 6 },
    ));

  it('have p-values that are at most u in at most a share u of all patterns', () => {
    const values = [1.3, 0.2, 2.9, 4.1, 0.7, 3.3, 1.9, 5.2, 2.3];
    const ps = Array.from(
      { length: 2 ** 9 },
      (_, bits) =>
        sequentialSignFlips(
          values.map((v, i) => v * signsOf(9, bits)[i]!),
          plan,
        ).p!,
    );
    for (const u of ps) expect(ps.filter((p) => p <= u).length / 2 ** 9).toBeLessThanOrEqual(u + 1e-12);
  });

  it('do not depend on blocks after a look, nor say anything before the last', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5];
    const all = sequentialSignFlips(values, plan);
    expect(all).toMatchObject({ decidedAt: 6, side: 1, p: 2 / 64 });
    expect(sequentialSignFlips(values.slice(0, 6), plan)).toEqual(all);
    expect(sequentialSignFlips(values.slice(0, 5), plan)).toEqual({ looks: [], decidedAt: null, side: null, p: null });
    const open = [3, -1, 4, -1, 5, -9, 2, 6];
    expect(sequentialSignFlips(open, plan)).toMatchObject({ decidedAt: null, p: null });
  });

  it('spend what is left where no further block can come', () => {
    const values = [3, 1, 4, 1, 5, 9, 2];
    const late = { looks: [10, 12], alpha: 0.05 };
    expect(sequentialSignFlips(values, late).looks).toEqual([]);
    expect(sequentialSignFlips(values, { ...late, ended: true })).toMatchObject({ decidedAt: 7, p: 2 / 128 });
    expect(sequentialSignFlips([], { ...late, ended: true })).toMatchObject({ decidedAt: null, p: null });
  });

  it('give the other side with all signs changed, and the same beyond twenty blocks', () => {
    const values = Array.from({ length: 22 }, (_, i) => Math.sin(i) + 0.6);
    const long = { looks: [14, 22], alpha: 0.05 };
    const [found, turned] = [values, values.map((d) => -d)].map((all) => sequentialSignFlips(all, long));
    expect(found!.decidedAt).not.toBeNull();
    expect(turned).toMatchObject({ p: found!.p, decidedAt: found!.decidedAt, side: -1 });
    const flat = values.map((d, i) => (i % 2 ? d : -d));
    const looks = sequentialSignFlips(flat, long).looks;
    expect(looks.map(({ blocks }) => blocks)).toEqual([14, 22]);
    expect(looks[1]!.spent).toBeCloseTo(0.05, 4);
    // for many blocks the thresholds are those of Brownian motion: 2.0 standard deviations at the last look
    const deviation = Math.sqrt(values.reduce((sum, d) => sum + d * d, 0)) / 22;
    expect(looks[1]!.threshold! / deviation).toBeGreaterThan(1.9);
    expect(looks[1]!.threshold! / deviation).toBeLessThan(2.1);
  });

  it('refuse looks that do not increase', () => {
    expect(() => sequentialSignFlips([1], { looks: [], alpha: 0.05 })).toThrow(RangeError);
    expect(() => sequentialSignFlips([1], { looks: [8, 8], alpha: 0.05 })).toThrow(RangeError);
  });
});
