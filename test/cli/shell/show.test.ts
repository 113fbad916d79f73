import { PassThrough } from 'node:stream';
import { Chess } from 'chessops';
import { describe, expect, it } from 'vitest';
import { standingsLines } from '../../../src/cli/run/standings-text.js';
import { treatmentLines } from '../../../src/cli/run/treatment-lines.js';
import { boardText } from '../../../src/cli/shell/board-text.js';
import { duration } from '../../../src/cli/shell/duration.js';
import { openProgress } from '../../../src/cli/shell/progress.js';
import { table } from '../../../src/cli/shell/table.js';
import { readMove } from '../../../src/cli/talk/typed-move.js';
import type { Standings } from '../../../src/spec/api/standings.js';

type StandingsRow = Standings['rows'][number];
const row = (contestant: string, fields: Partial<StandingsRow>): StandingsRow => ({
  rank: [1, 3],
  contestant,
  arm: null,
  replicate: null,
  checkpoint: null,
  elo: null,
  error: null,
  bound: null,
  score: null,
  wins: 0,
  draws: 0,
  losses: 0,
  games: 0,
  group: 0,
  ...fields,
});

describe('standings on a screen', () => {
  const lines = standingsLines({
    rows: [
      row('positive/1', { elo: 31.4, error: 12.2, score: 0.612, wins: 5, draws: 2, losses: 1, games: 8 }),
      row('untouched', { elo: 0, error: 0, score: 0.5, games: 8 }),
      row('anchor:random', { rank: [3, 3], bound: { side: 'below', elo: -812.7 }, score: 0, losses: 8, games: 8 }),
      row('negative/1', {}),
    ],
    zero: 'untouched',
    whiteAdvantage: 20.2,
    drawRate: 0.25,
    notes: ['anchor:random lost every game'],
    external: null,
    faults: { contestants: [], arms: [] },
    asOf: '2026-01-01T00:00:00.000Z',
    complete: false,
    version: 7,
  });
  const lineOf = (name: string): string => lines.find((line) => line.includes(name))!.replace(/ +/g, ' ');

  it('give numbers only where there are some', () => {
    expect(lineOf('positive/1')).toBe('1-3 positive/1 +31 ± 12 61.2 % 5 2 1 8');
    expect(lineOf('untouched')).toContain('untouched +0 50.0 %');
    expect(lineOf('anchor:random')).toBe('3 anchor:random below -813 0.0 % 0 0 8 8');
    expect(lineOf('negative/1')).toBe('1-3 negative/1 not known - 0 0 0 0');
  });

  it('say what zero is, and what a reader must know', () => {
    expect(lines.at(-2)).toBe(
      'Elo 0 is untouched; ± is half of a 95 % interval; White’s advantage +20 Elo; draws between equals 25 %',
    );
    expect(lines.at(-1)).toBe('note: anchor:random lost every game');
  });
});

describe('the effect of the treatment', () => {
  const drift = { mean: 0.01, low: 0.005, high: 0.015 };
  const arm = { children: 3, neutralPerplexity: 57.2, drift: 0.01, meanElo: -3.2, seedVariance: null };
  const perplexity = { child: 57.2, base: 46.5, ratio: 1.23, low: 1.2, high: 1.26 };
  const judge = { unit: 'replicates and prompts', base: [0.3, -0.02] as [number, number] } as const;
  it('is told arm by arm, by every judge, with the damage', () => {
    const lines = treatmentLines({
      arms: [
        {
          ...arm,
          arm: 'positive',
          replySentiment: { mean: 0.31, low: 0.2, high: 0.42 },
          took: true,
          damage: { perplexity, drift },
        },
        {
          ...arm,
          arm: 'neutral',
          replySentiment: null,
          took: null,
          children: 0,
          meanElo: null,
          damage: { perplexity: null, drift: null },
        },
      ],
      treatment: {
        arms: ['positive', 'negative'],
        expected: 'first more positive',
        leastEffect: 0.1,
        judges: [
          { ...judge, judge: 'vader', mean: 0.32, low: 0.21, high: 0.43, answer: 'took' },
          { ...judge, judge: 'classifier', mean: 0.01, low: -0.03, high: 0.05, answer: 'did not take' },
          { ...judge, judge: 'gold', unit: 'replicates', mean: 0.02, low: -0.1, high: 0.14, answer: 'cannot tell' },
        ],
        answer: 'took',
        disagree: 'the judges of the treatment disagree: one yes, one no',
      },
    }).map((line) => line.replace(/ +/g, ' '));
    expect(lines[2]).toBe('positive 3 +0.31 (+0.20 to +0.42) 46.5 to 57.2 (× 1.23) -3');
    expect(lines[3]).toBe('neutral none was trained - - -');
    expect(lines.slice(5)).toEqual([
      'positive minus negative by judge:',
      ' VADER (+0.32, +0.21 to +0.43; over replicates and prompts): the treatment took',
      ' the second judge (+0.01, -0.03 to +0.05; over replicates and prompts): the treatment did not take',
      ' the language model (+0.020, -0.100 to +0.140 nats a token; over replicates): ' +
        'it cannot be told whether the treatment took',
      'Note: the judges of the treatment disagree: one yes, one no',
      'Note: neutral perplexity rose from 46.5 to 57.2 (× 1.23) in positive',
    ]);
  });
});

describe('small things', () => {
  it('a table keeps its columns', () => {
    expect(
      table(
        [{ title: 'a' }, { title: 'n', right: true }],
        [
          ['long', '1'],
          ['x', '100'],
        ],
      ),
    ).toEqual(['a       n', '----  ---', 'long    1', 'x     100']);
  });

  it('durations are words', () => {
    expect([0.2, 89, 120, 171, 597, 1000, 7200].map(duration)).toEqual([
      '1 s',
      '89 s',
      '2 min',
      '2 min 50 s',
      '10 min',
      '17 min',
      '2.0 h',
    ]);
  });

  it('progress without a terminal is a line every five seconds, and the last one', () => {
    const out = new PassThrough();
    let now = 0;
    const progress = openProgress(out as unknown as NodeJS.WriteStream, () => now);
    const at = (time: number, value: number): void => {
      now = time;
      progress.update([{ name: 'games', value, total: 9, note: value === 4 ? '2 on the boards' : '' }]);
    };
    at(1, 0);
    at(2, 1);
    at(6_000, 4);
    at(6_001, 9);
    progress.stop();
    expect(String(out.read())).toBe('games 0/9\ngames 4/9 (0.7/s, 7 s left; 2 on the boards)\ngames 9/9 (done)\n');
  });

  it('the board is seen from either side', () => {
    const white = boardText(Chess.default(), 'white', false).split('\n');
    expect(white[0]).toBe('8 r n b q k b n r');
    expect(white[7]).toBe('1 R N B Q K B N R');
    expect(boardText(Chess.default(), 'black', false).split('\n')[0]).toBe('1 R N B K Q B N R'.split(' ').join(' '));
    expect(boardText(Chess.default(), 'white', true)).toContain('♚');
  });

  it('moves are typed as SAN or UCI', () => {
    const position = Chess.default();
    expect(readMove(position, ' e4 ')).toEqual(readMove(position, 'E2E4'));
    expect(readMove(position, 'Nf3')).toMatchObject({ from: 6, to: 21 });
    for (const text of ['e5', 'O-O', '', 'e2e9', 'x'.repeat(5000)]) expect(readMove(position, text)).toBeUndefined();
    for (const move of ['e4', 'e5', 'Nf3', 'Nc6', 'Bc4', 'Bc5']) position.play(readMove(position, move)!);
    expect(readMove(position, '0-0')).toEqual(readMove(position, 'O-O'));
    expect(readMove(position, 'e1g1')).toEqual(readMove(position, 'O-O'));
  });
});
