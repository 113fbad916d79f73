import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatchRequest } from '../../../src/spec/api/matches.js';
import { hashOf, sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import type { PlayedGame } from '../../../src/tournament/plan/match-schedule.js';
import { countGames, gamesOf, type MatchPlan, planMatch, scheduleOf } from '../../../src/tournament/plan/plan.js';
import type { PlannedGame } from '../../../src/tournament/plan/schedule.js';
import { matchWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';

const BOOK = ['e2e4 e7e5', 'd2d4 d7d5', 'c2c4 e7e5', 'g1f3 d7d5', 'e2e4 c7c5', 'd2d4 g8f6'];
const RESULTS: readonly Result[] = ['1-0', '1/2-1/2', '0-1'];

/** A match of as many checkpoints. */
function plan(contestants: number, schedule: MatchRequest['schedule'], pairs: number): MatchPlan {
  const request: MatchRequest = {
    name: 'a match',
    contestants: Array.from({ length: contestants }, (_, i) => ({ model: sha256Hex(`${i}`) })),
    schedule,
    pairs,
    openings: { plies: 2 },
  };
  return planMatch(
    matchWithDefaults(request, (model) => model),
    BOOK,
  );
}

const resultOf = (seed: number, number: number): Result => RESULTS[randomFromHash(hashOf({ seed, number })).below(3)]!;
const playedOf = (games: readonly PlannedGame[], seed: number): (PlannedGame & PlayedGame)[] =>
  games.map((game) => ({ ...game, result: resultOf(seed, game.number) }));

/** A Swiss played to its end: its whole schedule. */
function playSwiss(swiss: MatchPlan, seed: number): PlannedGame[] {
  let games = scheduleOf(swiss);
  for (let round = 1; round < swiss.spec.schedule.rounds; round++) games = scheduleOf(swiss, playedOf(games, seed));
  return games;
}

function expectBalance(games: readonly PlannedGame[]): void {
  const colours = new Map<ContestantKey, number>();
  const legs = new Map<number, PlannedGame[]>();
  for (const game of games) {
    colours.set(game.white, (colours.get(game.white) ?? 0) + 1);
    colours.set(game.black, (colours.get(game.black) ?? 0) - 1);
    legs.set(game.pair, [...(legs.get(game.pair) ?? []), game]);
  }
  expect([...colours.values()].every((difference) => difference === 0)).toBe(true); // White as often as Black
  for (const [one, two, ...more] of legs.values()) {
    expect(more).toEqual([]);
    expect([two!.white, two!.black, two!.opening, two!.block]).toEqual([
      one!.black,
      one!.white,
      one!.opening,
      one!.block,
    ]);
  }
  expect(games.map(({ number }) => number)).toEqual(games.map((_, i) => i + 1));
}

/** All pairings of a block play the same openings equally often. */
function expectSharedOpenings(games: readonly PlannedGame[], pairs: number): void {
  const byBlock = new Map<number, Map<string, string[]>>();
  for (const { block, white, black, opening } of games) {
    const meetings = byBlock.get(block) ?? byBlock.set(block, new Map()).get(block)!;
    const name = [white, black].sort().join();
    meetings.set(name, [...(meetings.get(name) ?? []), opening]);
  }
  for (const meetings of byBlock.values()) {
    const lists = [...meetings.values()].map((openings) => openings.sort().join());
    expect(new Set(lists).size).toBe(1);
    expect([...meetings.values()][0]).toHaveLength(2 * pairs);
  }
}

const size = fc.integer({ min: 2, max: 9 });
const pairs = fc.integer({ min: 1, max: 3 });
const seed = fc.integer({ min: 0, max: 1e6 });

describe.each(['round-robin', 'gauntlet'] as const)('a %s', (kind) => {
  it('is balanced by colour and opening', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 3 }), pairs, (contestants, rounds, each) => {
        const planned = plan(contestants, { kind, rounds }, each);
        expectBalance(planned.games);
        expectSharedOpenings(planned.games, each);
        expect(countGames(planned)).toBe(planned.games.length);
        const meetings = new Map<string, number>();
        for (const { white, black } of planned.games)
          meetings.set([white, black].sort().join(), (meetings.get([white, black].sort().join()) ?? 0) + 1);
        expect(meetings.size).toBe(kind === 'gauntlet' ? contestants - 1 : (contestants * (contestants - 1)) / 2);
        expect(new Set(meetings.values())).toEqual(new Set([2 * rounds * each]));
        if (kind === 'gauntlet')
          for (const { white, black } of planned.games) expect([white, black]).toContain(planned.contestants[0]!.key);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a Swiss', () => {
  const swiss = fc.integer({ min: 2, max: 13 }).chain((contestants) =>
    fc.record({
      contestants: fc.constant(contestants),
      rounds: fc.integer({ min: 1, max: contestants % 2 === 0 ? contestants - 1 : contestants }),
      each: fc.integer({ min: 1, max: 2 }),
      seed,
    }),
  );

  it('is balanced by colour and opening, with one bye a round where the number is odd and none twice before all had one', () => {
    fc.assert(
      fc.property(swiss, ({ contestants, rounds, each, seed: by }) => {
        const planned = plan(contestants, { kind: 'swiss', rounds }, each);
        const games = playSwiss(planned, by);
        expect(games).toHaveLength(countGames(planned));
        expectBalance(games);
        expectSharedOpenings(games, each);
        const byes = new Map(planned.contestants.map(({ key }) => [key, 0]));
        for (let block = 1; block <= rounds; block++) {
          const round = games.filter((game) => game.block === block);
          const players = round.flatMap(({ white, black }) => [white, black]);
          expect(new Set(players).size).toBe(contestants - (contestants % 2));
          expect(players).toHaveLength(2 * each * new Set(players).size); // everybody meets one rival
          for (const key of byes.keys()) if (!players.includes(key)) byes.set(key, byes.get(key)! + 1);
          const counts = [...byes.values()];
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('pairs nobody twice as long as that is sure to be possible', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 14 }), seed, (contestants, by) => {
        // Dirac: a graph on 2 m vertices of which each has m neighbours or more can be matched
        const rounds = Math.max(1, contestants % 2 === 0 ? contestants / 2 : (contestants - 1) / 2);
        const games = playSwiss(plan(contestants, { kind: 'swiss', rounds }, 1), by);
        const met = new Map<string, Set<number>>();
        for (const { white, black, block } of games) {
          const name = [white, black].sort().join();
          met.set(name, (met.get(name) ?? new Set()).add(block));
        }
        expect([...met.values()].every(({ size: rounds_ }) => rounds_ === 1)).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('is a function of the results, in whatever order they come, and never changes what is paired already', () => {
    fc.assert(
      fc.property(swiss, ({ contestants, rounds, each, seed: by }) => {
        const planned = plan(contestants, { kind: 'swiss', rounds }, each);
        const all = playSwiss(planned, by);
        const keyed = gamesOf(planned, planned.hash, playedOf(all, by));
        expect(keyed.map(({ gameKey: _, ...game }) => game)).toEqual(all);
        expect(keyed.slice(0, planned.games.length)).toEqual(planned.games);
        expect(new Set(keyed.map(({ gameKey }) => gameKey)).size).toBe(all.length);
        const order = randomFromHash(hashOf({ by }));
        const shuffled = playedOf(all, by)
          .map((game) => ({ game, at: order.next() }))
          .sort((a, b) => a.at - b.at)
          .map(({ game }) => game);
        expect(scheduleOf(planned, shuffled)).toEqual(all);
        for (let games = scheduleOf(planned); ; games = scheduleOf(planned, playedOf(games, by))) {
          expect(all.slice(0, games.length)).toEqual(games);
          // a round that is not complete settles nothing
          expect(scheduleOf(planned, playedOf(games, by).slice(0, -1))).toEqual(games);
          if (games.length === all.length) break;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('folds the first round and then pairs like points', () => {
    const planned = plan(8, { kind: 'swiss', rounds: 3 }, 1);
    const place = new Map(planned.contestants.map(({ key }, i) => [key, i + 1]));
    const meetings = (games: readonly PlannedGame[], block: number): number[][] =>
      games
        .filter((game) => game.block === block && game.leg === 1)
        .map(({ white, black }) => [place.get(white)!, place.get(black)!].sort((a, b) => a - b));
    expect(meetings(planned.games, 1)).toEqual([
      [1, 5],
      [2, 6],
      [3, 7],
      [4, 8],
    ]);
    // the better placed take every point: 1 to 4 have two each, 5 to 8 none
    const wins = (games: readonly PlannedGame[]): PlayedGame[] =>
      games.map((game) => ({ ...game, result: place.get(game.white)! < place.get(game.black)! ? '1-0' : '0-1' }));
    const two = scheduleOf(planned, wins(planned.games));
    expect(meetings(two, 2)).toEqual([
      [1, 3],
      [2, 4],
      [5, 7],
      [6, 8],
    ]);
    const three = scheduleOf(planned, wins(two));
    expect(meetings(three, 3)).toEqual([
      [1, 2],
      [3, 5],
      [4, 6],
      [7, 8],
    ]);
  });

  it('says what is too much', () => {
    expect(() => plan(4, { kind: 'swiss', rounds: 4 }, 1)).toThrow(
      expect.objectContaining({ code: 'too-many-rounds', field: 'schedule.rounds' }),
    );
    expect(() => plan(100, { kind: 'round-robin', rounds: 1000 }, 1)).toThrow(
      expect.objectContaining({ code: 'too-many-games' }),
    );
    expect(plan(5, { kind: 'swiss' }, 1).spec.schedule).toEqual({ kind: 'swiss', rounds: 4 });
    expect(plan(2, undefined, 1).spec.schedule).toEqual({ kind: 'round-robin', rounds: 1 });
  });
});
