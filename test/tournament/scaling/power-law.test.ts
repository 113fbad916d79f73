import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { type CurvePoint, fitPowerLaw, predictLoss } from '../../../src/tournament/scaling/power-law.js';

const SIZES = Array.from({ length: 8 }, (_, i) => 1e4 * 2.5 ** i);
interface PowerLaw {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
const valueAt = ({ a, b, c }: PowerLaw, x: number): number => a * x ** -b + c;
const exact = (law: PowerLaw, sizes = SIZES): CurvePoint[] => sizes.map((x) => ({ x, loss: valueAt(law, x) }));

/** Losses with normal noise; seeded. */
function noisy(law: PowerLaw, spread: number, seed: string): CurvePoint[] {
  const random = randomFromHash(sha256Hex(seed));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return exact(law).map(({ x, loss }) => ({ x, loss: loss + spread * normal() }));
}

describe('power laws of learning curves', () => {
  it('recovers a, b and c from a curve without noise', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1.5, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (b, c, first) => {
          // so that the first size loses `first` more than the last ever will
          const law = { a: first * SIZES[0]! ** b, b, c };
          const fit = fitPowerLaw(exact(law));
          expect(fit.b).toBeCloseTo(b, 3);
          expect(fit.c).toBeCloseTo(c, 2);
          expect(fit.a / law.a).toBeCloseTo(1, 1);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('has the exponent in its band about as often as it says', () => {
    const law = { a: 3 * SIZES[0]! ** 0.4, b: 0.4, c: 2 };
    const fits = Array.from({ length: 40 }, (_, i) => fitPowerLaw(noisy(law, 0.02, `curve ${i}`)));
    const covered = fits.filter(({ band }) => band.b.low <= law.b && law.b <= band.b.high).length;
    expect(covered).toBeGreaterThanOrEqual(33); // 95 % of 40 are 38; fewer than 33 has a chance of .002 even at 90 %
    const beyond = 4 * SIZES.at(-1)!;
    const foretold = fits.filter((fit) => {
      const { low, high } = predictLoss(fit, beyond);
      return low <= valueAt(law, beyond) && valueAt(law, beyond) <= high;
    }).length;
    expect(foretold).toBeGreaterThanOrEqual(33);
  });

  it('fits several runs of each size, in whatever order they come', () => {
    const points = [...noisy({ a: 40, b: 0.3, c: 1 }, 0.01, 'one'), ...noisy({ a: 40, b: 0.3, c: 1 }, 0.01, 'two')];
    const fit = fitPowerLaw(points);
    expect(fit).toMatchObject({ points: 16, sizes: 8, from: SIZES[0], to: SIZES.at(-1) });
    expect(fitPowerLaw([...points].reverse())).toEqual(fit);
    expect(Math.abs(fit.b - 0.3)).toBeLessThan(0.1);
    expect(fit.spread).toBeLessThan(0.02);
  });

  it('refuses to follow a curve further than ten times', () => {
    const fit = fitPowerLaw(noisy({ a: 40, b: 0.3, c: 1 }, 0.01, 'one'));
    expect(predictLoss(fit, 9.9 * fit.to).low).toBeLessThanOrEqual(predictLoss(fit, 9.9 * fit.to).high);
    expect(() => predictLoss(fit, 10.1 * fit.to)).toThrow('10 times beyond');
    expect(() => predictLoss(fit, fit.from / 10.1)).toThrow(RangeError);
    expect(() => predictLoss(fit, Number.NaN)).toThrow(RangeError);
  });

  it.each([
    ['three sizes', exact({ a: 1, b: 0.5, c: 1 }, [1, 2, 3, 3]), '3 different sizes'],
    ['no points', [], '0 different sizes'],
    ['a size of 0', [...exact({ a: 1, b: 0.5, c: 1 }), { x: 0, loss: 1 }], 'x = 0'],
    ['a loss that is no number', [...exact({ a: 1, b: 0.5, c: 1 }), { x: 5, loss: Number.NaN }], 'NaN'],
  ])('refuses %s', (_, points, message) => {
    expect(() => fitPowerLaw(points)).toThrow(message);
  });

  it('says of a flat curve that nothing is gained', () => {
    const fit = fitPowerLaw(SIZES.map((x) => ({ x, loss: 2 })));
    expect(valueAt(fit, 1e6)).toBeCloseTo(2, 10);
  });
});
