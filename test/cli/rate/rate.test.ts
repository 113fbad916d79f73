import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { eloReport, type Results } from '../../../src/cli/rate/elo-report.js';
import { projectRoot } from '../../../src/files/home.js';
import type { SprtBounds } from '../../../src/rating/sequential/sprt.js';
import { BAYES_ELO, GAMES, NAMES, ORDO } from '../../rating/four-players.js';

const folder = mkdtempSync(join(tmpdir(), 'sentimate-rate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sentimate(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
}
interface Report {
  players: {
    name: string;
    elo: number | null;
    error: number | null;
    points: number;
    games: number;
    bound?: { side: string; elo: number };
    rank: [number, number] | null;
  }[];
  whiteAdvantage: number | null;
  logLikelihood: number | null;
  components: string[][];
  [key: string]: unknown;
}
function rated(...args: string[]): Report {
  const { status, stdout, stderr } = sentimate('rate', ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/NaN|Infinity/);
  return JSON.parse(stdout) as Report;
}

let files = 0;
/** A file of games "White Black result", one a line. */
function pgn(games: string): string {
  const path = join(folder, `games-${files++}.pgn`);
  const text = games
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(
      ([white, black, result]) =>
        `[Event "test"]\n[White "${white}"]\n[Black "${black}"]\n[Result "${result}"]\n\n1. e4 { [%eval 0.2] } e5 ${result}\n`,
    );
  writeFileSync(path, `${text.join('\n')}\n`);
  return path;
}
const SOME = `
  A B 1-0
  B A 1/2-1/2
  A B 0-1
  B C 1-0
  C B 1/2-1/2
  C A 1-0
  A C 1/2-1/2`;

describe('sentimate rate', () => {
  it('prints these keys', () => {
    const path = pgn(SOME);
    const base = [
      'model',
      'players',
      'whiteAdvantage',
      'logLikelihood',
      'components',
      'cycles',
      'games',
      'passedOver',
      'covariance',
      'los',
      'crossTable',
      'alphaRank',
    ];
    for (const [model, draws] of [
      ['davidson', 'drawNu'],
      ['logistic', 'drawNu'],
      ['bayeselo', 'drawElo'],
    ] as const) {
      const report = rated(path, '--model', model);
      expect(Object.keys(report).sort()).toEqual([...base, draws].sort());
      for (const player of report.players)
        expect(Object.keys(player).sort()).toEqual(['elo', 'error', 'games', 'name', 'points', 'rank']);
      expect(report.players.reduce((sum, { elo }) => sum + elo!, 0)).toBeCloseTo(0, 6);
      expect(report.players.reduce((sum, { points }) => sum + points, 0)).toBe(7);
      expect(report.components).toEqual([['A', 'B', 'C']]);
      expect(report.crossTable).toContainEqual(expect.objectContaining({ a: 'A', b: 'B', games: 3, points: 1.5 }));
    }
  });

  it('gives what Ordo and BayesElo print', () => {
    const words = { 1: '1-0', 0.5: '1/2-1/2', 0: '0-1' };
    const games = GAMES.map(({ white, black, result }) => `${NAMES[white]!} ${NAMES[black]!} ${words[result]}`);
    const path = pgn(games.join('\n'));
    const elo = (report: Report, name: string): number => report.players.find((player) => player.name === name)!.elo!;
    const ordo = rated(path, '--model', 'logistic');
    for (const name of NAMES) expect(elo(ordo, name) * ORDO.scale).toBeCloseTo(ORDO.players[name], 2);
    expect(ordo.whiteAdvantage! * ORDO.scale).toBeCloseTo(ORDO.whiteAdvantage, 2);
    const bayes = rated(path, '--model', 'bayeselo');
    for (const name of NAMES) expect(Math.abs(elo(bayes, name) - BAYES_ELO.players[name])).toBeLessThan(0.02);
    expect(Math.abs(bayes.whiteAdvantage! - BAYES_ELO.advantage)).toBeLessThan(0.02);
    expect(Math.abs((bayes.drawElo as number) - BAYES_ELO.drawElo)).toBeLessThan(0.02);
    expect(Math.abs(bayes.logLikelihood! - BAYES_ELO.logLikelihood)).toBeLessThan(0.001);
  });

  it('bounds perfect scorers and names groups apart', () => {
    const report = rated(pgn(`${SOME}\n P A 1-0\n B P 0-1\n Z A 0-1\n X Y 1-0\n Y X 1-0\n X Y 1/2-1/2`));
    const player = (name: string) => report.players.find((found) => found.name === name)!;
    expect(player('P')).toMatchObject({
      elo: null,
      error: null,
      points: 2,
      games: 2,
      bound: { side: 'above' },
      rank: null,
    });
    expect(player('Z')).toMatchObject({ elo: null, bound: { side: 'below' } });
    expect(report.components).toEqual([
      ['A', 'B', 'C', 'P', 'Z'],
      ['X', 'Y'],
    ]);
    expect(player('X').elo! + player('Y').elo!).toBeCloseTo(0, 6);
    expect(sentimate('rate', pgn('A B 1-0\n B A 0-1')).stdout).toContain('>=');
    expect(sentimate('rate', pgn(`${SOME}\n X Y 1-0\n Y X 1-0`)).stdout).toContain('not connected');
  });

  it('holds what is given', () => {
    const path = pgn(SOME);
    const free = rated(path);
    const anchored = rated(path, '--anchor', 'B=2000');
    const elo = (report: Report, name: string): number => report.players.find((player) => player.name === name)!.elo!;
    expect(anchored.players.find(({ name }) => name === 'B')).toMatchObject({ elo: 2000, error: 0 });
    expect(elo(anchored, 'A') - elo(anchored, 'B')).toBeCloseTo(elo(free, 'A') - elo(free, 'B'), 6);
    const held = rated(path, '--white-advantage', '35', '--draw-elo', '97.3');
    expect(held.whiteAdvantage).toBeCloseTo(35, 9);
    expect(held.drawNu).toBeCloseTo(10 ** (97.3 / 400) - 1, 9);
  });

  it('reads gzip, other orders of games, and files with more than games to rate', () => {
    const zipped = join(folder, 'games.pgn.gz');
    writeFileSync(
      zipped,
      gzipSync(
        `[White "B"]\n[Black "A"]\n\n1. e4 0-1\n\n[White "A"]\n[Black "B"]\n[Result "*"]\n\n*\n\n[White "A"]\n[Black "?"]\n[Result "1-0"]\n\n1-0\n\n[White "B"]\n[Black "A"]\n[Result "1-0"]\n\n1-0\n`,
      ),
    );
    expect(rated(zipped)).toMatchObject({ games: 2, passedOver: 2, whiteAdvantage: null });
    const lines = SOME.trim().split('\n');
    expect(rated(pgn(lines.reverse().join('\n')))).toEqual(rated(pgn(lines.reverse().join('\n'))));
  });

  it.each([
    [['--model', 'elo'], 2, 'is one of davidson, logistic, bayeselo'],
    [['--anchor', 'nobody=1'], 2, 'no game of nobody'],
    [['--anchor', 'A'], 2, 'NAME=ELO'],
    [['--white-advantage', 'x'], 2, '"fit" or a number'],
    [['--model', 'logistic', '--draw-elo', '90'], 2, 'no draw parameter'],
  ] as const)('refuses %j with one line', (flags, status, words) => {
    const found = sentimate('rate', pgn(SOME), ...flags);
    expect(found).toMatchObject({ status, stdout: '' });
    expect(found.stderr).toContain(words);
    expect(found.stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['an empty file', ''],
    ['bytes that are no game', '\u0000\u0001 [[[[ {{{ "'],
    ['a player against itself', '[White "A"]\n[Black "A"]\n[Result "1-0"]\n\n1-0\n'],
    ['a name without an end', `[White "${'x'.repeat(5000)}"]\n[Black "B"]\n[Result "1-0"]\n`],
  ])('says in one line what is wrong with %s', (_what, text) => {
    const path = join(folder, `bad-${files++}.pgn`);
    writeFileSync(path, text);
    const found = sentimate('rate', path, '--json');
    expect(found).toMatchObject({ status: 1, stdout: '' });
    expect(found.stderr).toContain('contains no game');
    expect(found.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says that a file is not there', () =>
    expect(sentimate('rate', join(folder, 'none.pgn'))).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/no such file/) as string,
    }));
});

describe('sentimate elo', () => {
  const KEYS = [
    'score',
    'elo',
    'eloLow',
    'eloHigh',
    'nelo',
    'neloError',
    'los',
    'drawRatio',
    'pairsRatio',
    'llr',
    'lower',
    'upper',
    'state',
  ];

  it('prints these keys', () => {
    const { status, stdout, stderr } = sentimate('elo', '--wdl', '30,40,20', '--sprt', '0,5', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(KEYS);
  });

  const wdl = fc.tuple(fc.nat(900), fc.nat(900), fc.nat(900)).map((counts): Results => ({ wdl: counts }));
  const pairs = fc
    .tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300))
    .map((counts): Results => ({ pairs: counts }));
  const edges: Results[] = [
    ...(
      [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
        [0, 500, 0],
        [0, 0, 90],
        [9_007_199_254_740, 1, 0],
      ] as const
    ).map((counts) => ({ wdl: counts })),
    ...(
      [
        [0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1],
        [300, 0, 0, 0, 0],
        [0, 0, 700, 0, 0],
        [1, 0, 0, 0, 1],
      ] as const
    ).map((counts) => ({ pairs: counts })),
  ];
  it('has no NaN and no Infinity, whatever the counts', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...edges), wdl, pairs),
        fc.constantFrom<SprtBounds[]>('normalized', 'logistic', 'bayeselo'),
        fc.constantFrom<[number, number][]>([0, 5], [-1000, 1000], [-3, 1]),
        (results, bounds, [elo0, elo1]) => {
          if ('pairs' in results && bounds === 'bayeselo') return;
          const { report } = eloReport(results, { elo0, elo1, alpha: 0.05, beta: 0.05, bounds });
          const { state, afterStop, ...numbers } = report;
          for (const [key, value] of Object.entries({ ...numbers, ...afterStop }))
            expect(value === null || Number.isFinite(value), `${key} of ${JSON.stringify(results)}`).toBe(true);
          expect(['continue', 'accepted', 'rejected']).toContain(state);
        },
      ),
      {
        numRuns: 400,
        examples: edges.map((results): [Results, SprtBounds, [number, number]] => [results, 'normalized', [0, 5]]),
      },
    ));

  it('agrees with fastchess’s own test of pairs', () => {
    // Disservin/fastchess, app/tests/elo_test.cpp, EloPentanomial 1
    const found = JSON.parse(sentimate('elo', '--pairs', '34,54,63,64,75', '--json').stdout) as Record<string, number>;
    expect(found.nelo).toBeCloseTo(57.94, 1);
    expect(found.elo).toBeCloseTo(55.58, 1);
  });
});
