import { describe, expect, it } from 'vitest';
import { powerOf, resolveTournament } from '../../src/tournament/index.js';

const power = (replicates: number[]) => powerOf(resolveTournament({ name: 'x', replicates }, { base: 'a'.repeat(64), dataset: 'b'.repeat(64) }));
const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('power of a plan', () => {
  it('needs six replicates for alpha .05, as 2 / 2^6 is .03125', () => {
    expect(power(seeds(5))).toMatchObject({ smallestP: 0.0625, needed: 6, enough: false });
    expect(power(seeds(6))).toMatchObject({ smallestP: 0.03125, needed: 6, enough: true });
  });

  it('finds smaller differences with more replicates, larger ones between noisier seeds, and none with one replicate', () => {
    const [five, twenty] = [power(seeds(5)).detectable, power(seeds(20)).detectable];
    five.forEach(({ elo, seedDeviation }, i) => {
      expect(twenty[i]!.elo!).toBeLessThan(elo!);
      expect(elo! / seedDeviation).toBeCloseTo(five[0]!.elo! / five[0]!.seedDeviation, 9);
    });
    expect(power([1]).detectable.every(({ elo }) => elo === null)).toBe(true);
  });
});
