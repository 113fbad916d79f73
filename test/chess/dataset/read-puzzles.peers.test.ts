import { expect, it } from 'vitest';
import { sharedData } from '../../shared-data.js';
import { puzzlesOf } from '../puzzles-of.js';

it('reads all 7,661 puzzles of the reference data', async () => {
  const files = ['lichess_puzzles.csv', 'lichess_puzzles_fen_moves_rating.csv'];
  const found = await Promise.all(files.map((name) => puzzlesOf(sharedData(`chess/positions/${name}`))));
  expect(found.map(({ report }) => report)).toEqual([
    { puzzles: 1203, bad: {} },
    { puzzles: 6458, bad: {} },
  ]);
  const ratings = found.flatMap(({ puzzles }) => puzzles.map(({ rating }) => rating));
  expect([Math.min(...ratings), Math.max(...ratings)]).toEqual([399, 2963]); // as the description of the data says
});
