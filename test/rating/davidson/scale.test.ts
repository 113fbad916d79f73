import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitStrengths } from '../../../src/rating/davidson/fit-strengths.js';
import { pairCells } from '../../../src/rating/davidson/pair-cells.js';
import { PairTable } from '../../../src/rating/davidson/pair-table.js';
import type { RateSettings } from '../../../src/rating/davidson/players-rating.js';
import { ratePlayers } from '../../../src/rating/davidson/rate-players.js';
import { ELO_PER_LOG } from '../../../src/rating/elo/elo.js';
import { type ModelName, outcomeDistribution } from '../../../src/rating/elo/outcome-models.js';
import { cholesky, invertCholesky, solveCholesky } from '../../../src/rating/numerics/linear-algebra.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { denseDavidson } from '../dense.js';

type Game = readonly [white: number, black: number, points2: 0 | 1 | 2];
const MODELS: readonly ModelName[] = ['davidson', 'logistic', 'bayeselo'];
const fitted = (model: ModelName): RateSettings => ({ model, whiteAdvantage: 'fit', drawElo: 'fit' });
const columns = (players: number, games: readonly Game[]) =>
  pairCells(
    players,
    Int32Array.from(games, ([w]) => w),
    Int32Array.from(games, ([, b]) => b),
    Uint8Array.from(games, ([, , p]) => p),
  );

/** Games of players between 300 Elo below and above the mean, by Davidson's model. */
function simulate(players: number, count: number, name: string): Game[] {
  const random = randomFromHash(sha256Hex(name));
  return Array.from({ length: count }, (): Game => {
    const white = Math.floor(random.next() * players);
    const away = Math.floor(random.next() * (players - 1));
    const black = away < white ? away : away + 1;
    const difference = (600 * (white - black)) / (players - 1) / ELO_PER_LOG;
    const [win, draw] = outcomeDistribution('davidson', difference + 0.2, Math.log(0.8));
    const luck = random.next();
    return [white, black, luck < win ? 2 : luck < win + draw ? 1 : 0];
  });
}

/**
 * The maximum by a way of its own: gradient ascent on single games with momentum (Nesterov 1983), probabilities written
 * out from the definitions, no derivative of second order. Parameters: strengths, White's advantage, η.
 */
function ascend(players: number, games: readonly Game[], model: 'davidson' | 'logistic'): Float64Array {
  const size = players + 2;
  let at = new Float64Array(size);
  let before = at;
  const step = 2 / ((2 * games.length) / players);
  for (let k = 0; k < 1500; k++) {
    const ahead = at.map((value, i) => value + (k / (k + 3)) * (value - before[i]!));
    const slope = new Float64Array(size);
    for (const [w, b, p] of games) {
      const x = ahead[w]! - ahead[b]! + ahead[players]!;
      const weights =
        model === 'davidson'
          ? [Math.exp(-x / 2), Math.exp(ahead[players + 1]!), Math.exp(x / 2)]
          : [Math.exp(-x / 2), 0, Math.exp(x / 2)];
      const sum = weights[0]! + weights[1]! + weights[2]!;
      const surplus = p / 2 - (weights[2]! + weights[1]! / 2) / sum;
      slope[w]! += surplus;
      slope[b]! -= surplus;
      slope[players]! += surplus;
      if (model === 'davidson') slope[players + 1]! += (p === 1 ? 1 : 0) - weights[1]! / sum;
    }
    before = at;
    // the shared parameters see every game, a strength only its own
    at = ahead.map((value, i) => value + (i < players ? step : step / players) * slope[i]!);
  }
  return at;
}

describe('a hundred players and five thousand games', () => {
  const players = 100;
  const games = simulate(players, 5000, 'a hundred players');

  it.each(['davidson', 'logistic'] as const)(
    '%s: gradient ascent comes to the same ratings',
    (model) => {
      const wanted = ascend(players, games, model);
      const mean = wanted.slice(0, players).reduce((sum, value) => sum + value, 0) / players;
      const found = ratePlayers(columns(players, games), fitted(model));
      found.players.forEach(({ elo }, i) => expect(elo).toBeCloseTo((wanted[i]! - mean) * ELO_PER_LOG, 3));
      expect(found.whiteAdvantage).toBeCloseTo(wanted[players]! * ELO_PER_LOG, 3);
      if (model === 'davidson') expect(found.eta).toBeCloseTo(wanted[players + 1]!, 5);
    },
    60_000,
  );

  it('bayeselo: expected scores make what the players made, virtual draws included', () => {
    const found = ratePlayers(columns(players, games), fitted('bayeselo'));
    // the score equations of the maximum, game by game: Σ (notWon - notLost) = 0 for every player
    const surplus = new Float64Array(players);
    const met = new Map<string, number>();
    const total = new Float64Array(players);
    const add = (w: number, b: number, p: number, weight: number): void => {
      const x = found.fit!.lambda[w]! - found.fit!.lambda[b]! + found.fit!.delta;
      const [win, , loss] = outcomeDistribution('bayeselo', x, found.fit!.eta);
      const push = weight * ((p >= 1 ? 1 - win : 0) - (p <= 1 ? 1 - loss : 0));
      surplus[w]! += push;
      surplus[b]! -= push;
    };
    for (const [w, b, p] of games) {
      add(w, b, p, 1);
      for (const [i, j] of [
        [w, b],
        [b, w],
      ] as const) {
        met.set(`${i} ${j}`, (met.get(`${i} ${j}`) ?? 0) + 1);
        total[i]!++;
      }
    }
    // two virtual draws a player, one of them from its opponents' own: to opponents in proportion to games, half with
    // either colour
    for (const [key, n] of met) {
      const [i, j] = key.split(' ').map(Number) as [number, number];
      add(i, j, 1, n / 2 / total[i]!);
      add(j, i, 1, n / 2 / total[i]!);
    }
    for (const value of surplus) expect(Math.abs(value)).toBeLessThan(1e-6);
  });

  it('has the ratings, the covariance and the likelihood of a fit by the definition', () => {
    const dense = denseDavidson(players, games);
    const found = ratePlayers(columns(players, games), fitted('davidson'));
    const exact = fitStrengths(columns(players, games))!;
    const covariance = exact.covariance();
    found.players.forEach(({ elo, error }, i) => {
      expect(elo).toBeCloseTo(dense.at[i]! * ELO_PER_LOG, 5);
      expect(error).toBeCloseTo(1.959964 * Math.sqrt(dense.covariance[i]![i]!) * ELO_PER_LOG, 4);
      expect(exact.lambda[i]).toBeCloseTo(dense.at[i]!, 11);
      for (let j = 0; j < players; j++)
        expect(covariance[i * (players + 2) + j]).toBeCloseTo(dense.covariance[i]![j]!, 9);
    });
    expect(exact.delta).toBeCloseTo(dense.at[players]!, 11);
    expect(exact.eta).toBeCloseTo(dense.at[players + 1]!, 11);
    expect(found.logLikelihood).toBeCloseTo(dense.logLikelihood, 6);
    expect(exact.logLikelihood).toBeCloseTo(dense.logLikelihood, 9);
  });
});

describe('whatever the games look like', () => {
  it('finds the maximum on a chain, where a rating hangs on all those before it', () => {
    const games: Game[] = Array.from(
      { length: 299 },
      (_, i) =>
        [
          [i, i + 1, 2],
          [i + 1, i, 2],
          [i, i + 1, 1],
          [i + 1, i, i % 3 === 0 ? 2 : 0],
        ] as Game[],
    ).flat();
    const found = ratePlayers(columns(300, games), { ...fitted('davidson'), whiteAdvantage: 0 });
    // in a chain every pairing is free of all others: 2.5 points of 4 are one step, 1.5 the same step down
    const step = (i: number): number => found.players[i]!.elo! - found.players[i + 1]!.elo!;
    expect(step(1)).toBeGreaterThan(50);
    for (let i = 0; i < 299; i++) expect(step(i)).toBeCloseTo(i % 3 === 0 ? -step(1) : step(1), 4);
  });

  it.each(MODELS)('%s: other names and another order of games give the same ratings', (model) =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 }), (seed) => {
        const random = randomFromHash(sha256Hex(String(seed)));
        const games = simulate(12, 150, String(seed));
        const renamed = Array.from({ length: 12 }, (_, i) => i).sort(() => random.next() - 0.5);
        const shuffled = games
          .map((game) => ({ game, at: random.next() }))
          .sort((a, b) => a.at - b.at)
          .map(({ game: [w, b, p] }): Game => [renamed[w]!, renamed[b]!, p]);
        const one = ratePlayers(columns(12, games), fitted(model));
        const other = ratePlayers(columns(12, shuffled), fitted(model));
        one.players.forEach(({ elo, error, bound }, i) => {
          const same = other.players[renamed[i]!]!;
          for (const [a, b] of [
            [elo, same.elo],
            [error, same.error],
            [bound?.elo ?? null, same.bound?.elo ?? null],
          ] as const)
            if (a === null || b === null) expect(a).toBe(b);
            else expect(Math.abs(a - b)).toBeLessThan(1e-3);
        });
        expect(Math.abs((one.whiteAdvantage ?? 0) - (other.whiteAdvantage ?? 0))).toBeLessThan(1e-3);
      }),
      { numRuns: 25 },
    ),
  );

  it('says not estimable where draws or colours leave the maximum at infinity', () => {
    // White never lost: its advantage and the weight of draws can grow together
    const games: Game[] = [
      [0, 1, 2],
      [1, 0, 2],
      [0, 1, 1],
      [1, 0, 1],
      [1, 2, 2],
      [2, 1, 1],
    ];
    for (const model of MODELS) {
      const found = ratePlayers(columns(3, games), fitted(model));
      for (const value of [found.whiteAdvantage, found.logLikelihood, ...found.players.map(({ elo }) => elo)])
        expect(value === null || Math.abs(value) < 2000).toBe(true);
    }
  });

  it('rates a lone player between one who beat it and one who lost', () => {
    const found = ratePlayers(
      columns(3, [
        [0, 1, 2],
        [1, 2, 2],
        [2, 1, 0],
      ]),
      { ...fitted('davidson'), whiteAdvantage: 0 },
    );
    expect(found.players[1]).toEqual({ elo: 0, error: 0 });
    // one game won: .05 = 1 / (1 + 10^(-x/400))
    expect(found.players[0]!.bound).toEqual({
      side: 'above',
      elo: expect.closeTo(400 * Math.log10(0.05 / 0.95), 2) as number,
    });
    expect(found.players[2]!.bound).toEqual({
      side: 'below',
      elo: expect.closeTo(-400 * Math.log10(0.05 ** 0.5 / (1 - 0.05 ** 0.5)), 2) as number,
    });
    expect(found.components).toEqual([[0, 1, 2]]);
  });
});

describe('parts', () => {
  it('the table counts what sorting counts', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(40), fc.nat(39), fc.constantFrom(0, 1, 2)), { maxLength: 3000 }),
        (drawn) => {
          const games = drawn.map(([w, b, p]): Game => [w, b >= w ? b + 1 : b, p as 0 | 1 | 2]);
          const table = new PairTable();
          for (const [w, b, p] of games) table.add(w, b, p);
          expect(table.games).toBe(games.length);
          expect(table.cells(41)).toEqual(columns(41, games));
        },
      ),
      { numRuns: 30 },
    ));

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 30])('a matrix of %i times its inverse is one', (n) => {
    const random = randomFromHash(sha256Hex(String(n)));
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        matrix[i * n + j] = matrix[j * n + i] = i === j ? n + random.next() : random.next() - 0.5;
    const factor = cholesky(matrix, n)!;
    const inverse = invertCholesky(factor, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * inverse[k * n + j]!;
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
      }
      const column = solveCholesky(factor, matrix.slice(i * n, (i + 1) * n));
      column.forEach((value, j) => expect(value).toBeCloseTo(i === j ? 1 : 0, 12));
    }
  });

  it('no factor for what is not positive definite', () => {
    expect(cholesky(Float64Array.of(1, 1, 1, 1), 2)).toBeUndefined();
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
    const singular = new Float64Array(36).fill(-1);
    for (let i = 0; i < 6; i++) singular[i * 7] = 5;
    expect(cholesky(singular, 6)).toBeUndefined();
  });
});
