import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importGames } from '../../../src/chess/dataset/import-games.js';
import { sharedData } from '../../shared-data.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-evaluations-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('finds all 43,982 evaluations of the broadcast games', async () => {
  const broadcast = sharedData('chess/games/lichess-broadcast');
  const files = (await readdir(broadcast)).filter((name) => name.includes('.pgn')).map((name) => join(broadcast, name));
  const { evaluations } = await importGames({ files, home: folder, minPly: 0 });
  const { train, heldOut, dropped } = evaluations!;
  const all = train + heldOut + Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(all).toBe(43_982);
  expect(heldOut / (train + heldOut)).toBeGreaterThan(0.003);
  expect(Object.keys(dropped).filter((reason) => reason === 'unreadable' || reason === 'repeated')).toEqual([]);
});
