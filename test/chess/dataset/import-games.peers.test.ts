import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { inspectGames } from '../../../src/chess/dataset/inspect-games.js';
import { PgnReader } from '../../../src/chess/pgn/pgn-read.js';
import { sharedData } from '../../shared-data.js';
import { expectReplay } from '../expect-replay.js';

describe('real files', () => {
  const counts = async (path: string): Promise<[number, number]> => {
    const profile = await inspectGames(path);
    return [profile.games.read, profile.games.kept];
  };

  it.each([
    // Counts of the data's own description; 2015-11 has two data frames, with a skippable one before each.
    ['lichess-elite/lichess_elite_2015-11.pgn.zst', 3454, 3454],
    ['lichess-elite/lichess_elite_2014-07.pgn.zst', 92, 92],
    ['lichess-broadcast/fide_wwrc_2024_rounds_01-08.pgn.gz', 440, 440],
    ['lichess-user/lichess_DrDrunkenstein_2019-01-29.pgn', 984, 978],
    ['lichess-dump-sample/lichess_dump_2024-05_sample_part1.pgn', 28, 28],
    ['masters-unrated/Capablanca.pgn', 597, 596],
  ])('%s has %i games', async (name, read, kept) => {
    expect(await counts(sharedData(`chess/games/${name}`))).toEqual([read, kept]);
  });

  it('are replayed like chess.js does', async () => {
    const path = sharedData('chess/games/lichess-elite/lichess_elite_2014-02.pgn');
    const games = new PgnReader().push(await readFile(path, 'utf8'));
    expect(games.length).toBe(23);
    for (const game of games.slice(0, 8)) expectReplay(game);
  });
});
