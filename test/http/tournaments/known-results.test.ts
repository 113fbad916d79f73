import { expect, test, vi } from 'vitest';
import { KnownResults } from '../../../src/http/tournaments/known-results.js';
import { allResults } from '../../../src/store/games/results.js';
import { playOut } from '../../store/play-out.js';
import { useApi } from '../api.js';

const api = useApi();

test('results are those of the database at any time, and each is read once', async () => {
  const match = { name: 'known', contestants: [{ anchor: 'random' }, { anchor: 'greedy' }], pairs: 6 };
  const { id } = (await api.call('POST', '/matches', match)).json<{ id: string }>();
  const [known, asked, read] = [new KnownResults(), [] as number[], [] as number[]];
  for (const games of [0, 5, 4, 0, 3]) {
    await playOut(api.db, id, { games });
    const query = vi.spyOn(api.db.pool, 'query');
    const all = await known.of(api.db.pool, id);
    read.push(((await query.mock.results[0]!.value) as { rows: unknown[] }).rows.length);
    query.mockRestore();
    asked.push(all.length);
    expect(all).toEqual(await allResults(api.db.pool, id));
  }
  expect(asked).toEqual([0, 5, 9, 9, 12]);
  expect(read).toEqual([0, 5, 4, 0, 3]);
});
