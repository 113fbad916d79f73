import { describe, expect, it } from 'vitest';
import { planTournament } from '../../../src/tournament/plan/plan.js';
import { powerOf } from '../../../src/tournament/plan/power.js';
import { tournamentWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';

const SOURCES = { base: 'a'.repeat(64), dataset: 'b'.repeat(64) };
const power = (replicates: number[]) => powerOf(tournamentWithDefaults({ name: 'x', replicates }, SOURCES))!;
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

  it('counts games as well: fewer pairs show less, and no number of pairs buys back the spread between seeds', () => {
    const of = (pairs: number) => powerOf(tournamentWithDefaults({ name: 'x', replicates: seeds(8), pairs }, SOURCES))!;
    const [few, many] = [of(1), of(500)];
    few.visible.forEach(({ elo, seedDeviation }, i) => {
      expect(elo!).toBeGreaterThan(many.visible[i]!.elo!);
      expect(many.visible[i]!.elo!).toBeGreaterThan(0.9 * seedDeviation);
    });
    expect(power(seeds(5)).visible.every(({ elo }) => elo === null)).toBe(true);
  });

  it('finds the cheapest design for a wanted gap: it shows the gap, and one replicate or pair less does not', () => {
    const spec = tournamentWithDefaults({ name: 'x', replicates: seeds(6) }, SOURCES);
    const { gap, designs } = powerOf(spec, { gap: 50, spread: 20 })!.wanted!;
    expect([gap, designs.length, designs[0]!.seedDeviation]).toEqual([50, 1, 20]);
    const { replicates, pairs, games, fineTunes } = designs[0]!.design!;
    const shown = (n: number, k: number) =>
      powerOf({ ...spec, replicates: seeds(n), pairs: k }, { spread: 20 })!.visible[0]!.elo ?? Infinity;
    expect(shown(replicates, pairs)).toBeLessThanOrEqual(50);
    if (pairs > 1) expect(shown(replicates, pairs - 1)).toBeGreaterThan(50);
    expect(fineTunes).toBe(3 * replicates);
    expect(games).toBe(
      planTournament({ ...spec, replicates: seeds(replicates), pairs }, ['e2e4 e7e5 g1f3 b8c6']).games.length,
    );
    expect(powerOf(spec, { gap: 1, spread: 60 })!.wanted!.designs[0]!.design).toBeNull();
    expect(powerOf(spec)!.wanted).toBeNull();
  });

  it('has nothing to say about a single arm', () => {
    expect(
      powerOf(tournamentWithDefaults({ name: 'x', arms: [{ tone: 'positive' }] }, SOURCES), { gap: 30 }),
    ).toBeNull();
  });

  it('plans with the level of the first look', () => {
    const spec = tournamentWithDefaults(
      { name: 'x', replicates: seeds(6), analysis: { extend: { spending: [0.5, 0.5] } } },
      SOURCES,
    );
    expect(powerOf(spec)).toMatchObject({ needed: 7, enough: false });
  });
});
