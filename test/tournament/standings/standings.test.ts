import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeProbabilities } from '../../../src/rating/elo/outcome-models.js';
import { hashOf, sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { standings } from '../../../src/tournament/standings/standings.js';
import type { RatedContestant, RatedGame } from '../../../src/tournament/standings/standings-types.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';

const contestant = (name: string): RatedContestant => ({
  key: hashOf<ContestantKey>(name),
  kind: name === 'untouched' ? 'untouched' : name.startsWith('anchor:') ? 'anchor' : 'child',
  name,
  arm: name.includes('/') ? name.split('/')[0]! : null,
  replicate: name.includes('/') ? Number(name.split('/')[1]) : null,
  checkpoint: null,
});
const RESULT: Record<string, Result> = { w: '1-0', d: '1/2-1/2', l: '0-1' };
/** `wdl` from White's side, one letter a game. */
const games = (white: string, black: string, results: string): RatedGame[] =>
  [...results].map((letter) => ({
    white: contestant(white).key,
    black: contestant(black).key,
    result: RESULT[letter]!,
  }));
const even = (a: string, b: string): RatedGame[] => [...games(a, b, 'wwdl'), ...games(b, a, 'wwdl')];
const rowOf = (found: ReturnType<typeof standings>, name: string) => found.rows.find((row) => row.contestant === name)!;

/** Games of the model at given Elo strengths, both colours. */
function simulate(strengths: Record<string, number>, rounds: number): RatedGame[] {
  const random = randomFromHash(sha256Hex('standings'));
  const names = Object.keys(strengths);
  const played: RatedGame[] = [];
  for (let round = 0; round < rounds; round++)
    for (const white of names)
      for (const black of names) {
        if (white === black) continue;
        const { win, draw } = outcomeProbabilities(
          ((strengths[white]! - strengths[black]!) * Math.LN10) / 400,
          0.15,
          -0.5,
        );
        const u = random.next();
        played.push(...games(white, black, u < win ? 'w' : u < win + draw ? 'd' : 'l'));
      }
  return played;
}

describe('standings', () => {
  const strengths = { 'positive/1': 80, 'negative/1': -60, untouched: 0, 'neutral/1': 10 };
  const names = Object.keys(strengths);
  const all = names.map(contestant);
  const played = simulate(strengths, 400);
  const found = standings(all, played);

  it('recovers the strengths, with untouched at 0', () => {
    expect(found.zero).toBe('untouched');
    expect(found.notes).toEqual([]);
    expect(rowOf(found, 'untouched')).toMatchObject({ elo: 0, error: 0, bound: null });
    for (const [name, elo] of Object.entries(strengths)) {
      const row = rowOf(found, name);
      expect(Math.abs(row.elo! - elo)).toBeLessThanOrEqual(2 * row.error! + 1e-9);
      expect(row.games).toBe(2400);
      expect(row.wins + row.draws + row.losses).toBe(row.games);
    }
    expect(found.rows.map(({ contestant: name }) => name)).toEqual([
      'positive/1',
      'neutral/1',
      'untouched',
      'negative/1',
    ]);
    expect(found.rows[0]!.rank).toEqual([1, 1]);
    expect(found.rows[3]!.rank).toEqual([4, 4]);
    expect(found.whiteAdvantage! / (0.15 * (400 / Math.LN10))).toBeCloseTo(1, 0);
  });

  it('has errors that hold: the width for two contestants is that of their difference', () => {
    const two = standings(
      [contestant('positive/1'), contestant('untouched')],
      games('positive/1', 'untouched', 'wl'.repeat(50)).concat(games('untouched', 'positive/1', 'wl'.repeat(50))),
    );
    expect(rowOf(two, 'positive/1').elo).toBeCloseTo(0, 9);
    expect(rowOf(two, 'positive/1').error).toBeCloseTo((1.959964 * Math.sqrt(1 / (200 * 0.25)) * 400) / Math.LN10, 3);
  });

  it('depends on neither the order of games nor that of contestants', () => {
    const again = standings(all.toReversed(), played.toReversed());
    again.rows.forEach((row, i) => {
      expect(row.contestant).toBe(found.rows[i]!.contestant);
      expect(row.elo).toBeCloseTo(found.rows[i]!.elo!, 8);
      expect(row.rank).toEqual(found.rows[i]!.rank);
    });
    expect(standings(all, played.toReversed())).toEqual(found);
  });

  it('says that 0 is the mean where untouched did not play', () => {
    const two = standings(['a/1', 'b/1'].map(contestant), even('a/1', 'b/1'));
    expect(two.zero).toBe('mean');
    expect(two.notes).toEqual(['Elo 0 is the mean of a/1, b/1']);
    expect(rowOf(two, 'a/1').elo! + rowOf(two, 'b/1').elo!).toBeCloseTo(0, 9);
  });

  it('places anchors afterwards: their games move no one else', () => {
    const list = [...all, contestant('anchor:random')];
    const anchors = names.flatMap((name) => [
      ...games(name, 'anchor:random', 'wwwwwd'),
      ...games('anchor:random', name, 'llllll'),
    ]);
    const withAnchor = standings(list, [...played, ...anchors]);
    for (const name of names) expect(rowOf(withAnchor, name).elo).toBe(rowOf(found, name).elo);
    expect(withAnchor.whiteAdvantage).toBe(found.whiteAdvantage);
    const row = rowOf(withAnchor, 'anchor:random');
    expect(row.elo).toBeLessThan(-300);
    expect(row.error).toBeGreaterThan(0);
    expect(row.rank).toEqual([5, 5]);
  });

  it('gives a bound, not a number, to who took all points or none', () => {
    const list = [...all, contestant('anchor:random'), contestant('hero/1')];
    const anchors = names.flatMap((name) => [
      ...games(name, 'anchor:random', 'wwww'),
      ...games('anchor:random', name, 'llll'),
    ]);
    const hero = names.flatMap((name) => [...games(name, 'hero/1', 'l'), ...games('hero/1', name, 'w')]);
    const bounded = standings(list, [...played, ...anchors, ...hero]);
    expect(rowOf(bounded, 'anchor:random')).toMatchObject({
      elo: null,
      error: null,
      bound: { side: 'below' },
      score: 0,
    });
    expect(rowOf(bounded, 'anchor:random').bound!.elo).toBeLessThan(-100);
    expect(rowOf(bounded, 'hero/1')).toMatchObject({ elo: null, bound: { side: 'above' }, score: 1 });
    expect(rowOf(bounded, 'hero/1').bound!.elo).toBeGreaterThan(0);
    expect(bounded.rows.at(0)!.contestant).toBe('hero/1');
    expect(bounded.rows.at(-1)!.contestant).toBe('anchor:random');
    expect(bounded.notes.join()).toContain('hero/1');
    for (const name of names) expect(rowOf(bounded, name).elo).toBeCloseTo(rowOf(found, name).elo!, 9);
  });

  it('rates a match against an anchor as any match, and one that is all won by a bound', () => {
    const list = ['checkpoint:a', 'anchor:random'].map(contestant);
    const mixed = standings(list, even('checkpoint:a', 'anchor:random'));
    expect(rowOf(mixed, 'checkpoint:a').elo).toBeCloseTo(0, 6);
    const swept = standings(list, [
      ...games('checkpoint:a', 'anchor:random', 'wwwww'),
      ...games('anchor:random', 'checkpoint:a', 'lllll'),
    ]);
    expect(swept.zero).toBe('anchor:random');
    const { elo, bound } = rowOf(swept, 'checkpoint:a');
    expect(elo).toBeNull();
    // ten wins have probability .05 at a score of .05 ^ (1 / 10)
    expect(bound!.elo).toBeCloseTo(-400 * Math.log10(1 / 0.05 ** 0.1 - 1), 1);
  });

  it('rates groups that never met apart, and says so', () => {
    const list = ['untouched', 'a/1', 'b/1', 'c/1'].map(contestant);
    const apart = standings(list, [...even('untouched', 'a/1'), ...even('b/1', 'c/1')]);
    expect(apart.rows.map(({ group }) => group).sort()).toEqual([0, 0, 1, 1]);
    expect(apart.notes).toEqual([
      'the contestants fall into 2 groups whose ratings do not compare: untouched, a/1 | b/1, c/1',
    ]);
  });

  it('prints no number where there is none', () => {
    const nothing = standings(all, []);
    expect(
      nothing.rows.every(
        ({ elo, score, bound, rank }) =>
          elo === null && score === null && bound === null && rank[0] === 1 && rank[1] === 4,
      ),
    ).toBe(true);
    expect(nothing.notes).toEqual(['no games yet']);
    const drawn = standings(['a/1', 'untouched'].map(contestant), games('a/1', 'untouched', 'dddd'));
    expect(drawn.rows.every(({ elo, bound }) => elo === null && bound === null)).toBe(true);
    expect(drawn.notes[0]).toContain('drawn');
  });

  it('refuses a game of a stranger', () => {
    expect(() => standings(all, games('nobody', 'untouched', 'w'))).toThrow(RangeError);
  });

  it('never holds NaN or Infinity, and ranks lie within the table', () => {
    const list = ['untouched', 'a/1', 'b/1', 'a/2', 'anchor:random'].map(contestant);
    const letters = fc.constantFrom('w', 'd', 'l');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(4), letters), { maxLength: 40 }), (rows) => {
        const results = rows.flatMap(([w, b, letter]) => (w === b ? [] : games(list[w]!.name, list[b]!.name, letter)));
        const table = standings(list, results);
        const numbers = (value: unknown): number[] =>
          typeof value === 'number'
            ? [value]
            : value !== null && typeof value === 'object'
              ? Object.values(value).flatMap(numbers)
              : [];
        for (const number of numbers(table)) expect(Number.isFinite(number)).toBe(true);
        for (const { rank, bound, elo } of table.rows) {
          expect(rank[0]).toBeGreaterThanOrEqual(1);
          expect(rank[0]).toBeLessThanOrEqual(rank[1]);
          expect(rank[1]).toBeLessThanOrEqual(5);
          expect(bound === null || elo === null).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
