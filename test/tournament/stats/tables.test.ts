import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { davidsonEloOfMargin, drawWeightOf } from '../../../src/rating/elo/davidson-scale.js';
import { eloOfMargin, type MatchTable, matchTable, type TableGame } from '../../../src/tournament/stats/match-table.js';
import { seedVariance } from '../../../src/tournament/stats/seed-variance.js';
import { crossedEffects, opinionOf, twoWayMean } from '../../../src/tournament/stats/table-means.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';

/**
 * Penicillin, 24 plates by 6 samples: Davies & Goldsmith, Statistical Methods in Research and Production, 4th ed. 1972,
 * section 6.6; data set of R's lme4.
 */
const PENICILLIN =
  `27 23 26 23 23 21;27 23 26 23 23 21;25 21 25 24 24 20;26 23 25 23 23 20;25 22 26 22 23 20;24 22 25 23 22 19;24 20 23 21 22 19;26 22 26 24 24 21;
24 21 24 22 22 20;24 21 24 23 22 19;26 23 26 24 24 21;25 22 26 24 24 20;26 24 26 24 25 22;26 23 26 23 23 20;26 23 25 24 24 22;25 22 25 23 23 20;
25 21 24 23 23 20;25 22 24 23 23 19;24 21 23 21 21 19;26 23 26 24 24 21;25 21 24 22 22 18;25 22 25 22 22 20;24 21 24 22 24 19;24 21 24 22 21 18`
    .split(';')
    .map((row) => row.trim().split(' ').map(Number));

const mirror = (table: MatchTable): number[][] => table[0]!.map((_, j) => table.map((row) => -row[j]! + 0));
const tables = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 })).chain(([rows, columns]) =>
  fc.array(
    fc.array(
      fc.integer({ min: -7, max: 7 }).map((x) => x / 15),
      { minLength: columns, maxLength: columns },
    ),
    { minLength: rows, maxLength: rows },
  ),
);

describe('crossed random effects', () => {
  it('agrees with REML of lme4 and SPSS on Penicillin (values in the tests of Metida.jl)', () => {
    const found = crossedEffects(PENICILLIN)!;
    expect(found.mean).toBeCloseTo(22.9722, 4);
    expect(found.standardError).toBeCloseTo(0.808573, 5);
    expect(found.rows).toBeCloseTo(0.716908, 5);
    expect(found.columns).toBeCloseTo(3.73092, 4);
    expect(found.residual).toBeCloseTo(0.302415, 6);
  });

  it('maximises the restricted likelihood under variances that are not negative', () =>
    fc.assert(
      fc.property(tables, (table) => {
        const found = crossedEffects(table)!;
        fc.pre(found.residual > 1e-6);
        const [I, J] = [table.length, table[0]!.length];
        const all = table.flat();
        const mean = all.reduce((a, b) => a + b, 0) / all.length;
        const ofRows = J * table.reduce((a, row) => a + (row.reduce((x, y) => x + y, 0) / J - mean) ** 2, 0);
        const ofColumns =
          I * table[0]!.reduce((a, _, j) => a + (table.reduce((x, row) => x + row[j]!, 0) / I - mean) ** 2, 0);
        const rest = all.reduce((a, x) => a + (x - mean) ** 2, 0) - ofRows - ofColumns;
        const deviance = (rows: number, columns: number, residual: number): number => {
          const part = (df: number, sum: number, lambda: number): number => df * Math.log(lambda) + sum / lambda;
          return (
            part(I - 1, ofRows, residual + J * rows) +
            part(J - 1, ofColumns, residual + I * columns) +
            part((I - 1) * (J - 1), rest, residual)
          );
        };
        const best = deviance(found.rows, found.columns, found.residual);
        for (const r of [0, 0.9, 1.1])
          for (const c of [0, 0.9, 1.1])
            for (const e of [0.9, 1, 1.1])
              expect(
                deviance(
                  found.rows * r + (r > 1 ? 1e-3 : 0),
                  found.columns * c + (c > 1 ? 1e-3 : 0),
                  found.residual * e,
                ),
              ).toBeGreaterThan(best - 1e-9);
      }),
    ));

  it('refuses incomplete tables and single rows', () => {
    expect(() => crossedEffects([[1, 2], [3]])).toThrow(RangeError);
    expect(crossedEffects([[1, 2]])).toBeNull();
    expect(twoWayMean([[1], [2]])).toBeNull();
  });
});

describe('two-way cluster-robust errors', () => {
  it('are those of the formula, worked by hand', () => {
    // residuals 3, -1, -1, -1: rows (2, -2), columns (2, -2); 2 * 8 / 16 = 1 each, cells 4/3 * 12 / 16 = 1; 1 + 1 - 1
    expect(
      twoWayMean([
        [4, 0],
        [0, 0],
      ]),
    ).toEqual({ mean: 1, standardError: 1, df: 1 });
    // only rows differ: 1 + 0 - 1/3 is less than the rows' own variance, 1
    expect(
      twoWayMean([
        [1, 1],
        [-1, -1],
      ])!.standardError,
    ).toBe(1);
  });
});

it('swapping the arms flips the sign and nothing else', () =>
  fc.assert(
    fc.property(tables, (table) => {
      for (const analyse of [crossedEffects, twoWayMean]) {
        const [found, turned] = [analyse(table)!, analyse(mirror(table))!];
        expect(turned.mean).toBe(-found.mean + 0);
        expect(turned.standardError).toBe(found.standardError);
        expect(turned.df).toBe(found.df);
        const [a, b] = [opinionOf(found, 0.95, eloOfMargin), opinionOf(turned, 0.95, eloOfMargin)];
        expect(b.low).toBe(a.high === null ? null : -a.high + 0);
        expect(b.elo).toBe(a.elo === null ? null : -a.elo + 0);
      }
      const [x, y] = [crossedEffects(table)!, crossedEffects(mirror(table))!];
      expect([y.rows, y.columns, y.residual]).toEqual([x.columns, x.rows, x.residual]);
    }),
  ));

describe('the table of matches', () => {
  const key = (name: string): ContestantKey => name as ContestantKey;
  const game = (white: string, black: string, result: Result): TableGame => ({
    white: key(white),
    black: key(black),
    result,
  });
  const games = [
    game('a', 'x', '1-0'),
    game('x', 'a', '1/2-1/2'),
    game('a', 'y', '0-1'),
    game('b', 'x', '1/2-1/2'),
    game('y', 'b', '1-0'),
    game('x', 'y', '1-0'),
  ];

  it('holds shares of points above one half, whatever the order of games', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(games, { minLength: games.length }), (order) => {
        expect(matchTable(order, [key('a'), key('b')], [key('x'), key('y')])).toEqual([
          [0.25, -0.5],
          [0, -0.5],
        ]);
      }),
    ));

  it('is not made where a match has no game', () =>
    expect(matchTable(games.slice(0, 3), [key('a'), key('b')], [key('x')])).toBeNull());
  it('puts the mean on the scale that is asked for', () => {
    const match = { drawWeight: drawWeightOf(0.4), whiteAdvantage: 20 };
    const mean = { mean: 0.05, standardError: 0.01, df: 30 };
    const [logistic, davidson] = [
      opinionOf(mean, 0.95, eloOfMargin),
      opinionOf(mean, 0.95, (m) => davidsonEloOfMargin(m, match)),
    ];
    // 1 / (1 - .4) near equality, by the slopes of the two scales
    expect(davidson.elo! / logistic.elo!).toBeCloseTo(1.67, 1);
    expect(davidson.high! / logistic.high!).toBeCloseTo(1.67, 1);
  });
  it('gives no Elo to a perfect score', () =>
    expect([eloOfMargin(0.5), eloOfMargin(-0.5), eloOfMargin(0)]).toEqual([null, null, 0]));
});

describe('spread between seeds', () => {
  const from = (strengths: readonly number[]): number[][] => strengths.map((a) => strengths.map((b) => a - b));

  it('is the sample variance of strengths where nothing else varies', () => {
    const found = seedVariance([from([0.1, -0.1, 0.3])])!;
    expect(found.deviation).toBeCloseTo(0.2, 12);
    expect(found.elo).toBeCloseTo(0.2 * 694.87, 1);
    expect(found.residualDeviation).toBeCloseTo(0, 12);
  });

  it('is 0 for a perfect cycle, which strengths cannot explain', () => {
    const found = seedVariance([
      [
        [0, 0.2, -0.2],
        [-0.2, 0, 0.2],
        [0.2, -0.2, 0],
      ],
    ])!;
    expect(found.deviation).toBe(0);
    expect(found.residualDeviation).toBeCloseTo(Math.sqrt(3 * 0.04), 12); // three matches, one degree of freedom
  });

  it('pools arms, and needs three children in one', () => {
    expect(seedVariance([from([0, 1])])).toBeNull();
    expect(seedVariance([from([0.1, -0.1, 0.3]), from([0.1, 0.1, 0.1])])!.deviation ** 2).toBeCloseTo(0.02, 12);
  });
});
