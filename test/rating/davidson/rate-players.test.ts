import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaRank } from '../../../src/rating/davidson/alpha-rank.js';
import { pairingsOf, payoffs } from '../../../src/rating/davidson/cross-table.js';
import { cycleTest } from '../../../src/rating/davidson/cycle-test.js';
import { losMatrix, rankIntervals } from '../../../src/rating/davidson/los-and-ranks.js';
import { pairCells } from '../../../src/rating/davidson/pair-cells.js';
import type { RateSettings } from '../../../src/rating/davidson/players-rating.js';
import { ratePlayers } from '../../../src/rating/davidson/rate-players.js';
import { ELO_PER_LOG } from '../../../src/rating/elo/elo.js';
import { type ModelName, outcomeDistribution } from '../../../src/rating/elo/outcome-models.js';
import { chiSquareTail } from '../../../src/rating/numerics/chi-square.js';
import { BAYES_ELO, FAST_CHAT, GAMES, NAMES, ORDO } from '../four-players.js';

type Game = readonly [white: number, black: number, points2: number];
const cellsOf = (players: number, games: readonly Game[]) =>
  pairCells(
    players,
    Int32Array.from(games, ([w]) => w),
    Int32Array.from(games, ([, b]) => b),
    Uint8Array.from(games, ([, , p]) => p),
  );
const MODELS: readonly ModelName[] = ['davidson', 'logistic', 'bayeselo'];
const fitted = (model: ModelName): RateSettings => ({ model, whiteAdvantage: 'fit', drawElo: 'fit' });
const repeat = (n: number, game: Game): Game[] => Array.from({ length: n }, () => game);

describe('ratings of other programs', () => {
  const games = GAMES.map(({ white, black, result }): Game => [white, black, 2 * result]);

  it('Ordo', () => {
    const found = ratePlayers(cellsOf(4, games), fitted('logistic'));
    for (const [i, name] of NAMES.entries())
      expect(Math.abs(found.players[i]!.elo! * ORDO.scale - ORDO.players[name])).toBeLessThan(0.001);
    expect(Math.abs(found.whiteAdvantage! * ORDO.scale - ORDO.whiteAdvantage)).toBeLessThan(0.005);
  });

  it('BayesElo', () => {
    const found = ratePlayers(cellsOf(4, games), fitted('bayeselo'));
    for (const [i, name] of NAMES.entries())
      expect(Math.abs(found.players[i]!.elo! - BAYES_ELO.players[name])).toBeLessThan(0.02);
    expect(Math.abs(found.whiteAdvantage! - BAYES_ELO.advantage)).toBeLessThan(0.02);
    expect(Math.abs(found.eta! * ELO_PER_LOG - BAYES_ELO.drawElo)).toBeLessThan(0.02);
    expect(Math.abs(found.logLikelihood! - BAYES_ELO.logLikelihood)).toBeLessThan(0.001);
  });

  it('FastChat: Bradley-Terry', () => {
    const found = ratePlayers(cellsOf(4, games), { ...fitted('logistic'), whiteAdvantage: 0 });
    for (const [i, name] of NAMES.entries())
      expect(Math.abs(1000 + found.players[i]!.elo! - FAST_CHAT.bradleyTerry[name])).toBeLessThan(0.01);
  });
});

describe('ratePlayers', () => {
  const game = fc.tuple(fc.nat(4), fc.nat(3), fc.nat(2)).map(([w, b, p]): Game => [w, b >= w ? b + 1 : b, p]);
  const someGames = fc.array(game, { minLength: 1, maxLength: 60 });

  it('never gives NaN or Infinity, whatever the results', () =>
    fc.assert(
      fc.property(someGames, fc.constantFrom(...MODELS), (games, model) => {
        const { players, whiteAdvantage, logLikelihood } = ratePlayers(cellsOf(5, games), fitted(model));
        const values = [
          whiteAdvantage,
          logLikelihood,
          ...players.flatMap(({ elo, error, bound }) => [elo, error, bound?.elo ?? null]),
        ];
        for (const value of values) expect(value === null || Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 150 },
    ));

  it('does not depend on the order of games', () =>
    fc.assert(
      fc.property(someGames, fc.constantFrom(...MODELS), (games, model) => {
        const shuffled = [...games.keys()].sort((a, b) => ((a * 7919) % 61) - ((b * 7919) % 61)).map((i) => games[i]!);
        expect(ratePlayers(cellsOf(5, shuffled), fitted(model)).players).toEqual(
          ratePlayers(cellsOf(5, games), fitted(model)).players,
        );
      }),
      { numRuns: 40 },
    ));

  it.each(MODELS)('%s: turning every game over turns every rating over', (model) => {
    const games: Game[] = [
      ...repeat(6, [0, 1, 2]),
      ...repeat(2, [0, 1, 0]),
      [1, 0, 1],
      ...repeat(3, [1, 2, 2]),
      [2, 1, 2],
      [2, 1, 1],
      [0, 2, 2],
      [2, 0, 2],
      [0, 2, 0],
    ];
    const one = ratePlayers(cellsOf(3, games), fitted(model));
    // won for lost with colours kept, White's advantage turns as well
    const other = ratePlayers(
      cellsOf(
        3,
        games.map(([w, b, p]) => [w, b, 2 - p]),
      ),
      fitted(model),
    );
    one.players.forEach(({ elo }, i) => expect(elo! + other.players[i]!.elo!).toBeCloseTo(0, 6));
    expect(one.players.reduce((sum, { elo }) => sum + elo!, 0)).toBeCloseTo(0, 6);
    expect(one.whiteAdvantage! + other.whiteAdvantage!).toBeCloseTo(0, 6);
  });

  it('has outcome probabilities that make 1', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (model, x, eta) => {
          expect(outcomeDistribution(model, x, eta).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        },
      ),
    ));

  it('bounds perfect scorers on one side', () => {
    const games = [
      ...repeat(5, [0, 1, 2]),
      ...repeat(5, [1, 2, 2]),
      ...repeat(5, [1, 2, 0]),
      ...repeat(5, [3, 2, 0]),
    ] as Game[];
    const { players, components } = ratePlayers(cellsOf(4, games), { ...fitted('davidson'), whiteAdvantage: 0 });
    expect(players[0]).toMatchObject({ elo: null, error: null, bound: { side: 'above' } });
    expect(players[3]).toMatchObject({ elo: null, bound: { side: 'below' } });
    // 0.05^(1/5) against equals without draws; the opponent's own uncertainty only widens it
    expect(players[0]!.bound!.elo).toBeLessThan(400 * Math.log10(1 / (1 / 0.05 ** 0.2 - 1)) + 1e-6);
    expect(components).toEqual([[0, 1, 2, 3]]);
  });

  it('bounds the two players of a whitewash', () => {
    const { players } = ratePlayers(cellsOf(2, repeat(10, [0, 1, 2])), { ...fitted('davidson'), whiteAdvantage: 0 });
    const half = 200 * Math.log10(1 / (1 / 0.05 ** 0.1 - 1));
    expect(players[0]!.bound!.elo).toBeCloseTo(half, 6);
    expect(players[1]!.bound).toMatchObject({ side: 'below' });
    expect(players[1]!.bound!.elo).toBeCloseTo(-half, 6);
  });

  it('rates groups that never met apart', () => {
    const games = [
      [0, 1, 2],
      [1, 0, 2],
      [0, 1, 2],
      [2, 3, 0],
      [3, 2, 0],
      [3, 2, 2],
    ] as Game[];
    const found = ratePlayers(cellsOf(4, games), {
      ...fitted('logistic'),
      whiteAdvantage: 0,
      anchor: { player: 0, elo: 2000 },
    });
    expect(found.components).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(found.players[0]).toEqual({ elo: 2000, error: 0 });
    expect(found.players[2]!.elo! + found.players[3]!.elo!).toBeCloseTo(0, 9);
    expect(losMatrix(found)![0]![2]).toBeNull();
  });

  it('sees that White’s advantage has no maximum where only draws keep the ratings finite', () => {
    // Each decided game was won by Black, and only drawn ones, with opposite colours, hold the players together: the
    // more White is at a disadvantage, the better it explains all of them. Steps are of the order of 1 until rounding.
    const games: Game[] = [
      [0, 3, 1],
      [2, 0, 1],
      [5, 2, 1],
      [1, 5, 0],
      [2, 4, 0],
      [3, 5, 0],
    ];
    const found = ratePlayers(cellsOf(6, games), fitted('logistic'));
    expect(found.whiteAdvantage).toBeNull();
    const held = ratePlayers(cellsOf(6, games), { ...fitted('logistic'), whiteAdvantage: 0 });
    expect(found.players).toEqual(held.players);
    expect(found.players.every(({ elo }) => elo === null || Math.abs(elo) < 200)).toBe(true);
  });

  it('gives no error where the logistic model has only draws to tell it from', () => {
    // their variance is all of what the model expects: nothing but rounding is left
    for (const n of [1, 3, 7]) {
      const { players } = ratePlayers(
        cellsOf(
          4,
          [0, 1, 2, 3].flatMap((i) => repeat(n, [i, (i + 1) % 4, 1])),
        ),
        { ...fitted('logistic'), whiteAdvantage: 0 },
      );
      for (const player of players) expect(player).toEqual({ elo: 0, error: null });
    }
  });

  it('says that one colour alone shows no advantage of White', () => {
    const found = ratePlayers(
      cellsOf(2, [...repeat(3, [0, 1, 2]), ...repeat(2, [0, 1, 0])] as Game[]),
      fitted('logistic'),
    );
    expect(found.whiteAdvantage).toBeNull();
    expect(found.players[0]!.elo! - found.players[1]!.elo!).toBeCloseTo(400 * Math.log10(1.5), 5);
  });
});

describe('beside the ratings', () => {
  it('finds a cycle that ratings cannot see', () => {
    const cycle = (n: number): Game[] =>
      [0, 1, 2].flatMap(
        (i) =>
          [
            ...repeat(n, [i, (i + 1) % 3, 2]),
            ...repeat(n, [(i + 1) % 3, i, 0]),
            ...repeat(2, [i, (i + 1) % 3, 0]),
            ...repeat(2, [(i + 1) % 3, i, 2]),
          ] as Game[],
      );
    const cells = cellsOf(3, cycle(20));
    const found = ratePlayers(cells, fitted('davidson'));
    for (const { elo } of found.players) expect(elo).toBeCloseTo(0, 6);
    const pairings = pairingsOf(cells, found, 'davidson');
    expect(pairings.expected.reduce((sum, expected) => sum + expected, 0)).toBeCloseTo(66, 6);
    expect(cycleTest(pairings, 3, 1)!.p).toBeLessThan(1e-6);
    for (const share of alphaRank(payoffs(pairings, found))) expect(share).toBeCloseTo(1 / 3, 9);
    expect(rankIntervals(found)).toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
  });

  it('agrees with printed chi-square points', () => {
    // Abramowitz & Stegun, table 26.8
    for (const [x, degrees, p] of [
      [3.84146, 1, 0.05],
      [18.307, 10, 0.05],
      [124.342, 100, 0.05],
      [23.2093, 10, 0.01],
      [2.70554, 1, 0.1],
      [3.9403, 10, 0.95],
    ] as const)
      expect(chiSquareTail(x, degrees)).toBeCloseTo(p, 5);
  });

  it('gives the dominant strategy all of α-rank', () => {
    const shares = alphaRank([
      [0.5, 1, 1],
      [0, 0.5, 1],
      [0, 0, 0.5],
    ]);
    expect(shares[0]).toBeCloseTo(1, 3);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});
