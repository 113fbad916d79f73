import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Cell, cellsOf, type IndexedGame } from '../../src/rating/cells.js';
import { fitDavidson } from '../../src/rating/davidson.js';
import { ELO_PER_LOG, eloOfGames, eloOfPairs } from '../../src/rating/elo.js';
import { sharedData } from '../shared-data.js';

interface Vector<Input, Expected> {
  readonly id: string;
  readonly input: Input;
  readonly expected: Expected;
}
const file = sharedData('rating/vectors.json');
const pgn = sharedData('rating/s1_rr4_pairs.pgn');
if (!file || !pgn)
  console.log('left out: known answers of other rating programs (reference data are not on this machine)');
const vectors = file ? (JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector<unknown, unknown>[] }).vectors : [];
const vector = <Input, Expected>(id: string) => vectors.find((v) => v.id === id) as Vector<Input, Expected>;
const within = (found: number | null, wanted: number, relative: number) =>
  expect(Math.abs(found! / wanted - 1)).toBeLessThan(relative);

/** Draws as half a win and half a loss: with these counts the model is the logistic one. */
const halved = (cells: readonly Cell[]): Cell[] =>
  cells.map(({ white, black, whiteWins, draws, blackWins }) => ({
    white,
    black,
    whiteWins: whiteWins + draws / 2,
    draws: 0,
    blackWins: blackWins + draws / 2,
  }));

function readGames(path: string): { names: string[]; games: IndexedGame[] } {
  const names: string[] = [];
  const index = (name: string): number => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const games: IndexedGame[] = [];
  const tag = (block: string, name: string) => new RegExp(`\\[${name} "([^"]*)"\\]`).exec(block)![1]!;
  for (const block of readFileSync(path, 'utf8')
    .split(/(?=\[Event )/)
    .filter((text) => text.startsWith('[Event'))) {
    const result = { '1-0': 1, '0-1': 0, '1/2-1/2': 0.5 }[tag(block, 'Result')] as 0 | 0.5 | 1;
    games.push({ white: index(tag(block, 'White')), black: index(tag(block, 'Black')), result });
  }
  return { names, games };
}

describe.runIf(file && pgn)('known answers', () => {
  it('fastchess, Elo from single games', () => {
    const { input, expected } = vector<Record<string, number>, Record<string, number>>('fastchess-elo-wdl-1');
    const found = eloOfGames(input.wins!, input.draws!, input.losses!);
    within(found.nelo, expected.nelo!, 0.01);
    within(found.neloError, expected.nelo_error!, 0.01);
    within(found.score, expected.score!, 0.01);
    expect((100 * found.los!).toFixed(2)).toBe(expected.los_percent!.toFixed(2));
  });

  it('fastchess, Elo from pairs', () => {
    const { input, expected } = vector<{ ptnml_0_2: [number, number, number, number, number] }, Record<string, number>>(
      'fastchess-elo-penta-1',
    );
    const found = eloOfPairs(input.ptnml_0_2);
    within(found.nelo, expected.nelo!, 0.01);
    within(found.neloError, expected.nelo_error!, 0.01);
    within(found.elo, expected.elo!, 0.01);
    within((found.eloHigh! - found.eloLow!) / 2, expected.elo_error!, 0.01);
    expect((100 * found.los!).toFixed(2)).toBe(expected.los_percent!.toFixed(2));
  });

  it('arena-rank, Bradley-Terry without draws', () => {
    const { input, expected } = vector<
      { wins: Record<string, Record<string, number>> },
      { power_scores_geomean_1: Record<string, number> }
    >('arena-rank-wikipedia-bt');
    const names = Object.keys(input.wins);
    const cells = names.flatMap((winner, white) =>
      Object.entries(input.wins[winner]!).map(
        ([loser, whiteWins]): Cell => ({ white, black: names.indexOf(loser), whiteWins, draws: 0, blackWins: 0 }),
      ),
    );
    const fit = fitDavidson(cells, names.length, { delta: 0 })!;
    names.forEach((name, i) => within(Math.exp(fit.lambda[i]!), expected.power_scores_geomean_1[name]!, 1e-3));
  });

  it('choix, a cycle of three', () => {
    const { input } = vector<{ data_winner_loser: [number, number][] }, unknown>('choix-pairwise-1');
    const games = input.data_winner_loser.map(([white, black]): IndexedGame => ({ white, black, result: 1 }));
    for (const x of fitDavidson(cellsOf(games), 3, { delta: 0 })!.lambda) expect(x).toBeCloseTo(0, 9);
  });

  it('OpenSpiel, smoothed win matrix', () => {
    const { input } = vector<{ win_matrix: number[][]; smoothing_factor: number }, unknown>('openspiel-elo-meeple');
    const cells = input.win_matrix.flatMap((row, white) =>
      row.flatMap((wins, black): Cell[] =>
        white === black ? [] : [{ white, black, whiteWins: wins + input.smoothing_factor, draws: 0, blackWins: 0 }],
      ),
    );
    const [a, b, c] = fitDavidson(cells, 3, { delta: 0 })!.lambda;
    expect(a).toBeCloseTo(c!, 6);
    expect(b!).toBeLessThan(a!);
  });

  it('Ordo, White’s advantage and draws as half points', () => {
    const { expected } = vector<unknown, { players: { name: string; rating: number }[]; white_advantage: number }>(
      'pgn-ordo-s1_rr4_pairs',
    );
    const { names, games } = readGames(pgn!);
    const fit = fitDavidson(halved(cellsOf(games)), names.length)!;
    const scale = ELO_PER_LOG * 1.008785; // Ordo's scale: 202 points are 76 %
    for (const { name, rating } of expected.players)
      expect(Math.abs(fit.lambda[names.indexOf(name)]! * scale - rating)).toBeLessThan(0.001);
    expect(Math.abs(fit.delta * scale - expected.white_advantage)).toBeLessThan(0.005);
  });

  it('FastChat, Bradley-Terry with ties as halves', () => {
    const { expected } = vector<unknown, { bradley_terry: Record<string, number> }>('pgn-fastchat-s1_rr4_pairs');
    const { names, games } = readGames(pgn!);
    const fit = fitDavidson(halved(cellsOf(games)), names.length, { delta: 0 })!;
    for (const [name, rating] of Object.entries(expected.bradley_terry))
      expect(Math.abs(1000 + fit.lambda[names.indexOf(name)]! * ELO_PER_LOG - rating)).toBeLessThan(0.01);
  });
});
