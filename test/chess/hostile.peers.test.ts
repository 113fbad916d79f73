/** Bad and odd files of real people: each gives counts by reason or one clear error, and nothing else. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../shared-data.js';
import { type GameCounts, outcome } from './file-outcome.js';

const EXPECTED: Readonly<Record<string, GameCounts | string>> = {
  'anastasian-lewis.pgn': { read: 1, kept: 0, dropped: { 'null-move': 1 } },
  'annotated-heavy.pgn': { read: 15, kept: 12, dropped: { variant: 2, 'custom-start': 1 } },
  'annotated-wcc2023_game1.pgn': { read: 1, kept: 1 },
  'chessbase-empty-line.pgn': { read: 1, kept: 1 },
  'chesscom-no-blank-lines.pgn': { read: 160, kept: 149, dropped: { variant: 11 } },
  'cutechess-fischerrandom.pgn': { read: 4, kept: 0, dropped: { variant: 4 } },
  'destruction-test.epd': 'wrong-kind',
  'git-lfs-pointer-lichess_elite_2020-05.pgn': 'lfs-pointer',
  'illegal-move.pgn': { read: 2, kept: 1, dropped: { unfinished: 1 } },
  'kaufman-nul-terminated.epd': 'wrong-kind',
  'knightvuillaume-jannlee-zh-lichess.pgn': { read: 1, kept: 0, dropped: { variant: 1 } },
  'leading-whitespace.pgn': { read: 4, kept: 0, dropped: { unfinished: 4 } },
  'lichess-export-one-illegal-game.pgn': { read: 100, kept: 99, dropped: { 'illegal-move': 1 } },
  'masters-illegal-san.pgn': { read: 2, kept: 0, dropped: { 'illegal-move': 2 } },
  'masters-not-utf8.pgn': { read: 13, kept: 13 },
  'masters-unfinished.pgn': { read: 37, kept: 0, dropped: { unfinished: 37 } },
  'molinari-bordais-1979.pgn': { read: 1, kept: 1 },
  // The comment ends at its first closing brace, as the standard says; what follows is no game.
  'pgn-extract-nested-comment.pgn': 'wrong-kind',
  'pgn-extract-test-WWdeutsch-out.pgn': { read: 1, kept: 0, dropped: { 'illegal-move': 1 } },
  'pgn-extract-test-WWlalg-out.pgn': { read: 1, kept: 1 },
  'pgn-extract-test-long-line.pgn': { read: 1, kept: 1 },
  'pgn-extract-test-nobadresults.pgn': { read: 9, kept: 3, dropped: { 'result-conflict': 6 } },
  'pgn-extract-test-nomovenumbers-out.pgn': { read: 1, kept: 1 },
  'pgn-extract-test-promotion-in.pgn': { read: 8, kept: 0, dropped: { 'custom-start': 8 } },
  'pgn-extract-test-repetition.pgn': { read: 12, kept: 12 },
  'pgn-extract-test-splitvariants.pgn': { read: 1, kept: 0, dropped: { unfinished: 1 } },
  'pgn-extract-test-stalemate.pgn': { read: 3, kept: 3 },
  'utf8-bom.pgn': { read: 2, kept: 0, dropped: { 'no-moves': 2 } },
};

describe('hostile chess files', () => {
  it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    expect(await outcome(sharedData(`chess/hostile/${name}`))).toEqual(expected);
  });

  it('are all looked at, and so is everything else that is no file of games', async () => {
    expect((await readdir(sharedData('chess/hostile'))).sort()).toEqual(Object.keys(EXPECTED).sort());
    for (const other of ['positions', 'perft', 'openings']) {
      const path = sharedData(`chess/${other}`);
      for (const name of await readdir(path)) {
        const expected = name.endsWith('.zip') ? 'archive' : 'wrong-kind';
        if (!name.endsWith('.tsv')) expect(await outcome(join(path, name)), name).toBe(expected);
      }
    }
  });
});
