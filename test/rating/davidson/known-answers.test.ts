import { describe, expect, it } from 'vitest';
import { fitStrengths } from '../../../src/rating/davidson/fit-strengths.js';
import { cellsOf, type IndexedGame, type PairCells } from '../../../src/rating/davidson/pair-cells.js';
import { ELO_PER_LOG, eloOfGames, eloOfPairs } from '../../../src/rating/elo/elo.js';
import { type CellRow, cellsFrom } from '../cells.js';
import { FAST_CHAT, GAMES, NAMES, ORDO } from '../four-players.js';

const within = (found: number | null, wanted: number, relative: number) =>
  expect(Math.abs(found! / wanted - 1)).toBeLessThan(relative);

/** Draws as half a win and half a loss: with these counts the model is the logistic one. */
const drawsAsHalves = (cells: PairCells): PairCells => ({
  ...cells,
  wins: cells.wins.map((won, i) => won + cells.draws[i]! / 2),
  draws: cells.draws.map(() => 0),
  losses: cells.losses.map((lost, i) => lost + cells.draws[i]! / 2),
});

describe('known answers', () => {
  it('fastchess, Elo from single games', () => {
    // app/tests/elo_test.cpp at 74deac2, EloWDL 1
    const found = eloOfGames(76, 123, 89);
    within(found.nelo, -20.76, 0.01);
    within(found.neloError, 40.13, 0.01);
    within(found.score, 0.477, 0.01);
    expect((100 * found.los!).toFixed(2)).toBe('15.53');
  });

  it('fastchess, Elo from pairs', () => {
    // app/tests/elo_test.cpp at 74deac2, EloPentanomial 1; its pairs WL 31 and DD 32 are one count here
    const found = eloOfPairs([34, 54, 63, 64, 75]);
    within(found.nelo, 57.94, 0.01);
    within(found.neloError, 28.28, 0.01);
    within(found.elo, 55.58, 0.01);
    within((found.eloHigh! - found.eloLow!) / 2, 27.65, 0.01);
    expect((100 * found.los!).toFixed(2)).toBe('100.00');
  });

  it('arena-rank, Bradley-Terry without draws', () => {
    // lmarena/arena-rank at 3900eae, tests/test_bradley_terry.py, test_wikipedia_example; geometric mean 1
    const wins = { A: { B: 2, D: 1 }, B: { A: 3, C: 5 }, C: { B: 3, D: 1 }, D: { A: 4, C: 3 } };
    const strengths = { A: 0.64, B: 1.043, C: 0.66, D: 2.27 };
    const names = Object.keys(wins);
    const rows = Object.values(wins).flatMap((row, white) =>
      Object.entries(row).map(
        ([loser, won]): CellRow => ({ white, black: names.indexOf(loser), wins: won, draws: 0, losses: 0 }),
      ),
    );
    const fit = fitStrengths(cellsFrom(names.length, rows), { delta: 0 })!;
    Object.values(strengths).forEach((strength, i) => within(Math.exp(fit.lambda[i]!), strength, 1e-3));
  });

  it('choix, a cycle of three', () => {
    // lucasmaystre/choix at 7494ad3, tests/data/testcase-pairwise-1.json
    const games = [
      [0, 1],
      [1, 2],
      [2, 0],
    ].map(([white, black]): IndexedGame => ({ white: white!, black: black!, result: 1 }));
    for (const x of fitStrengths(cellsOf(games, 3), { delta: 0 })!.lambda) expect(x).toBeCloseTo(0, 9);
  });

  it('OpenSpiel, smoothed win matrix', () => {
    // google-deepmind/open_spiel at 112b777, open_spiel/evaluation/elo_test.cc, TestMeeplePentathlon
    const matrix = [
      [0, 4, 2],
      [1, 0, 2],
      [3, 3, 0],
    ];
    const rows = matrix.flatMap((row, white) =>
      row.flatMap((wins, black): CellRow[] =>
        white === black ? [] : [{ white, black, wins: wins + 0.01, draws: 0, losses: 0 }],
      ),
    );
    const [a, b, c] = fitStrengths(cellsFrom(3, rows), { delta: 0 })!.lambda;
    expect(a).toBeCloseTo(c!, 6);
    expect(b!).toBeLessThan(a!);
  });

  it('Ordo, White’s advantage and draws as half points', () => {
    const fit = fitStrengths(drawsAsHalves(cellsOf(GAMES, NAMES.length)))!;
    const scale = ELO_PER_LOG * ORDO.scale;
    for (const [i, name] of NAMES.entries())
      expect(Math.abs(fit.lambda[i]! * scale - ORDO.players[name])).toBeLessThan(0.001);
    expect(Math.abs(fit.delta * scale - ORDO.whiteAdvantage)).toBeLessThan(0.005);
  });

  it('FastChat, Bradley-Terry with ties as halves', () => {
    const fit = fitStrengths(drawsAsHalves(cellsOf(GAMES, NAMES.length)), { delta: 0 })!;
    for (const [i, name] of NAMES.entries())
      expect(Math.abs(1000 + fit.lambda[i]! * ELO_PER_LOG - FAST_CHAT.bradleyTerry[name])).toBeLessThan(0.01);
  });
});
