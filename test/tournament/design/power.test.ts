import { describe, expect, it } from 'vitest';
import type { TournamentRequest } from '../../../src/spec/api/index.js';
import { powerOf } from '../../../src/tournament/design/power.js';
import { powerWarnings } from '../../../src/tournament/design/warnings.js';
import { planTournament } from '../../../src/tournament/plan/plan.js';
import { tournamentWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';

const SOURCES = { base: 'a'.repeat(64), dataset: 'b'.repeat(64) };
const BOOK = ['e2e4 e7e5 g1f3 b8c6'];
const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const specOf = (request: Partial<TournamentRequest> = {}) =>
  tournamentWithDefaults({ name: 'x', openings: { plies: 4 }, ...request }, SOURCES);
const power = (replicates: number[]) => powerOf(specOf({ replicates }))!;
const FIVE_ARMS = ['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b'].map((id) => ({ id }));

describe('power of a plan', () => {
  it('needs six replicates for alpha .05, as 2 / 2^6 is .03125', () => {
    expect(power(seeds(5))).toMatchObject({ smallestP: 0.0625, needed: 6, enough: false });
    expect(power(seeds(6))).toMatchObject({ smallestP: 0.03125, needed: 6, enough: true });
  });

  it('advises more replicates than the fewest that can decide', () => {
    const message = (alpha: number) =>
      [...powerWarnings(specOf({ replicates: seeds(4), analysis: { alpha } }))].find(
        ({ field }) => field === 'replicates',
      )!.message;
    expect(message(0.05)).toMatch(/take at least 6, better 8$/);
    expect(message(0.001)).toMatch(/take at least 11, better 13$/);
  });

  it('finds smaller differences with more replicates, larger ones between noisier seeds, and none with too few', () => {
    const [six, twenty] = [power(seeds(6)).detectable, power(seeds(20)).detectable];
    six.forEach(({ elo, seedDeviation }, i) => {
      expect(twenty[i]!.elo!).toBeLessThan(elo!);
      expect(elo! / seedDeviation).toBeCloseTo(six[0]!.elo! / six[0]!.seedDeviation, 9);
    });
    expect(power(seeds(5)).detectable.every(({ elo }) => elo === null)).toBe(true);
  });

  it('counts games as well: fewer pairs show less, and no number of pairs buys back the spread between seeds', () => {
    const [few, many] = [1, 500].map((pairs) => powerOf(specOf({ replicates: seeds(8), pairs }))!);
    few!.visible.forEach(({ elo, seedDeviation }, i) => {
      expect(elo!).toBeGreaterThan(many!.visible[i]!.elo!);
      expect(many!.visible[i]!.elo!).toBeGreaterThan(many!.detectable[i]!.elo!);
      expect(many!.visible[i]!.seedDeviation).toBe(seedDeviation);
    });
    expect(power(seeds(5)).visible.every(({ elo }) => elo === null)).toBe(true);
  });

  it('gives the power at the gap that was asked for, 40 Elo by default: 80 % where it is the visible one', () => {
    expect(power(seeds(8)).gap).toBe(40);
    const visible = power(seeds(8)).visible[1]!.elo!;
    const asked = powerOf(specOf(), { gap: visible })!;
    expect(asked.gap).toBe(visible);
    expect(asked.design.at[1]!.power).toBeCloseTo(0.8, 2);
  });

  it('shows what as many games can do in other schedules: a round-robin less, games against the base least', () => {
    for (const arms of [undefined, FIVE_ARMS]) {
      const { design, alternatives } = powerOf(specOf({ ...(arms ? { arms } : {}) }))!;
      expect(alternatives.map(({ schedule }) => schedule)).toEqual(['round-robin', 'base only']);
      const [roundRobin, base] = alternatives;
      for (const other of alternatives) expect(other.games).toBe(design.games);
      expect(roundRobin!.variance).toBeGreaterThan(1.5 * design.variance);
      expect(base!.variance).toBeGreaterThan(roundRobin!.variance);
      design.at.forEach(({ standardError, power: own }, i) => {
        expect(standardError).toBeLessThan(roundRobin!.at[i]!.standardError);
        expect(own).toBeGreaterThan(roundRobin!.at[i]!.power);
      });
    }
  });

  it('shows a round-robin what direct games would do, with no more games', () => {
    const spec = specOf({ arms: FIVE_ARMS, replicates: seeds(6), pairs: 2, schedule: { kind: 'round-robin' } });
    const { design, alternatives } = powerOf(spec)!;
    expect([design.schedule, design.games]).toEqual(['round-robin', 2008]);
    expect(design.variance).toBeCloseTo(5.4, 1);
    const direct = alternatives.find(({ schedule }) => schedule === 'direct')!;
    expect(direct.games).toBeLessThanOrEqual(2008);
    expect(direct.games).toBeGreaterThan(1950);
    const same = { ...spec, pairs: direct.pairs, schedule: specOf({ arms: FIVE_ARMS, pairs: direct.pairs }).schedule! };
    expect(planTournament(same, BOOK).games.length).toBe(direct.games);
  });
});

describe('questions of a plan', () => {
  it.each([
    specOf(),
    specOf({ arms: FIVE_ARMS, replicates: seeds(3), pairs: 3, anchors: ['random', 'greedy'] }),
    specOf({ arms: FIVE_ARMS, replicates: seeds(2), analysis: { family: [['positive', 'neutral']] }, anchors: [] }),
  ])('have the games that the plan has for them', (spec) => {
    const { pairings } = planTournament(spec, BOOK);
    const { questions, design } = powerOf(spec)!;
    for (const { purpose, pairings: count, pairs, games } of questions) {
      const own = pairings.filter((pairing) => pairing.purpose === purpose);
      expect(own.length).toBe(count);
      expect(own.every((pairing) => pairing.pairs === pairs)).toBe(true);
      expect(games).toBe(2 * count * pairs);
    }
    expect(new Set(questions.map(({ purpose }) => purpose))).toEqual(new Set(pairings.map(({ purpose }) => purpose)));
    expect(questions.reduce((sum, { games }) => sum + games, 0)).toBe(design.games);
    expect(questions[0]!.serves).toContain('positive against negative');
  });
  it('are one in a round-robin', () => {
    const { questions } = powerOf(specOf({ schedule: { kind: 'round-robin' } }))!;
    expect(questions).toMatchObject([{ purpose: null, pairs: 4 }]);
  });
});

describe('designs for a wish', () => {
  it('finds the quickest design for a gap: it shows the gap, and one pair less does not', () => {
    const spec = specOf({ replicates: seeds(6) });
    const { gap, designs } = powerOf(spec, { gap: 50, spread: 20 })!.wanted!;
    expect([gap, designs.length, designs[0]!.seedDeviation]).toEqual([50, 1, 20]);
    const { replicates, pairs, games, fineTunes, visible } = designs[0]!.design!;
    const shown = (n: number, k: number) =>
      powerOf(specOf({ replicates: seeds(n), pairs: k }), { spread: 20 })!.visible[0]!.elo ?? Infinity;
    expect(visible).toBeLessThanOrEqual(50);
    expect(shown(replicates, pairs)).toBeCloseTo(visible, 9);
    if (pairs > 1) expect(shown(replicates, pairs - 1)).toBeGreaterThan(50);
    expect(fineTunes).toBe(2 * replicates);
    expect(games).toBe(planTournament(specOf({ replicates: seeds(replicates), pairs }), BOOK).games.length);
    expect(powerOf(spec, { gap: 1, spread: 60 })!.wanted!.designs[0]!.design).toBeNull();
    expect(powerOf(spec)!.wanted).toBeNull();
  });

  it('finds the best design within a time: an hour on two processors shows less than 15 Elo at a spread of 15', () => {
    const { hours, designs } = powerOf(specOf(), { hours: 1, spread: 15 })!.within!;
    const { visible, seconds } = designs[0]!.design!;
    expect([hours, designs.length]).toEqual([1, 1]);
    expect(visible).toBeLessThan(15);
    expect(seconds.wall).toBeLessThanOrEqual(3600);
    expect(powerOf(specOf())!.within).toBeNull();
    expect(powerOf(specOf(), { hours: 0.01, spread: 15 })!.within!.designs[0]!.design).toBeNull();
  });

  it('counts children once that differ at the board only', () => {
    const planted = powerOf(specOf({ control: 'planted' }), { gap: 60, spread: 0 })!.wanted!.designs[0]!.design!;
    expect(planted.fineTunes).toBe(planted.replicates);
  });
});

describe('equivalence', () => {
  it('of 10 Elo takes 36 replicates at a spread of 20 even with games without end, and more with these', () => {
    const { equivalence } = powerOf(specOf({ analysis: { margin: 10 } }), { spread: 20 })!;
    expect(equivalence.at[0]!.endless).toBe(36);
    expect(equivalence.at[0]!.replicates!).toBeGreaterThan(36);
    expect(equivalence.at[0]!.power).toBeLessThan(0.05);
  });
  it('can be shown with 80 % power within the margin that is proposed', () => {
    const { proposedMargin, at } = powerOf(specOf())!.equivalence;
    expect(proposedMargin! - at[1]!.smallest!).toBeGreaterThanOrEqual(0);
    expect(proposedMargin! - at[1]!.smallest!).toBeLessThan(5);
    const spec = specOf({ analysis: { margin: proposedMargin! } });
    expect(powerOf(spec)!.equivalence.at[1]!.power).toBeGreaterThanOrEqual(0.8);
    expect([...powerWarnings(spec)]).toEqual([]);
  });
});

describe('plans with looks', () => {
  it('tell what stopping early costs and saves', () => {
    const spec = specOf({ replicates: seeds(12), analysis: { stop: { kind: 'group-sequential' } } });
    const { stop } = powerOf(spec, { spread: 20 })!;
    expect(stop).toMatchObject({ kind: 'group-sequential', looks: [8, 9, 10, 11, 12] });
    const { power: found, withoutStop, blocks } = stop!.at[0]!;
    expect(Math.abs(found - withoutStop)).toBeLessThan(0.1);
    expect(blocks).toBeLessThan(12);
    expect(powerOf(specOf())!.stop).toBeNull();
  });
  it('plan with the level of the first look', () => {
    const spec = specOf({ replicates: seeds(6), analysis: { extend: { spending: [0.5, 0.5] } } });
    expect(powerOf(spec)).toMatchObject({ needed: 7, enough: false });
  });
  it('have nothing to say about a single arm', () => {
    const spec = specOf({ arms: [{ tone: 'positive' }] });
    expect(powerOf(spec, { gap: 30 })).toBeNull();
    expect([...powerWarnings(spec)]).toEqual([]);
  });
});

describe('warnings', () => {
  const fieldsOf = (request: Partial<TournamentRequest>): string[] =>
    [...powerWarnings(specOf(request))].map(({ field }) => field);
  it('are of a margin that the plan cannot reach, with what would', () => {
    const [warning] = [...powerWarnings(specOf({ analysis: { margin: 10 } }))];
    expect([...powerWarnings(specOf())]).toEqual([]);
    expect(warning!.field).toBe('analysis.margin');
    expect(warning!.message).toContain('take at least 50 Elo, or ');
    expect(warning!.message).toContain('36 replicates with games without end');
  });
  it('are of fewer replicates than can decide', () => {
    expect(fieldsOf({ replicates: seeds(5), analysis: { margin: 400 } })).toEqual(['replicates']);
    expect(fieldsOf({ replicates: [1], analysis: { margin: 400 } })).toEqual(['replicates', 'analysis.margin']);
  });
  it('are of a stop rule that costs power', () => {
    const margin = 200;
    expect(fieldsOf({ analysis: { margin, stop: { kind: 'sequential' } } })).toEqual(['analysis.stop']);
    expect(fieldsOf({ analysis: { margin } })).toEqual([]);
  });
});
