import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { openDatabase } from '../../../src/store/base/database.js';
import { findIdempotency, insertIdempotency } from '../../../src/store/base/idempotency.js';
import { prune } from '../../../src/store/base/prune.js';
import { heartbeat, listWorkers } from '../../../src/store/base/workers.js';
import { cancelFineTune } from '../../../src/store/fine-tunes/cancel-fine-tune.js';
import { insertFineTune } from '../../../src/store/fine-tunes/insert-fine-tune.js';
import { getCheckpoint, insertCheckpoint, listCheckpoints } from '../../../src/store/library/checkpoints.js';
import { deleteDataset, getDataset, insertDataset, listDatasets } from '../../../src/store/library/datasets.js';
import type { FineTuneKey } from '../../../src/vocabulary/ids.js';
import { useDatabase } from '../../database.js';
import { recipeOf, worker } from '../small-plan.js';

const at = useDatabase();

async function pages<Row extends { address: string }>(
  list: (after: string | undefined) => Promise<Row[]>,
): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | undefined; ; after = seen.at(-1)) {
    const page = await list(after);
    if (page.length === 0) return seen;
    seen.push(...page.map(({ address }) => address));
  }
}

test('checkpoints: a second insert changes nothing; pages hold each row once even when created together', async () => {
  const addresses = Array.from({ length: 7 }, (_, index) => sha256Hex(`checkpoint ${index}`));
  await at.db.transaction(async (client) => {
    for (const address of addresses)
      await insertCheckpoint(client, {
        address,
        parent: null,
        kind: 'base',
        name: 'b',
        config: { format: 1 },
        card: { steps: 3 },
      });
  });
  await insertCheckpoint(at.db.pool, {
    address: addresses[0]!,
    parent: 'x',
    kind: 'child',
    name: 'other',
    config: {},
    card: {},
  });
  expect(await getCheckpoint(at.db.pool, addresses[0]!)).toMatchObject({
    name: 'b',
    kind: 'base',
    config: { format: 1 },
    card: { steps: 3 },
  });
  expect(await getCheckpoint(at.db.pool, 'nonsense')).toBeNull();
  const seen = await pages((after) => listCheckpoints(at.db.pool, { after, limit: 3 }));
  expect(seen.sort()).toEqual(addresses.sort());
});

test('datasets: one that a fine-tune still needs stays', async () => {
  const recipe = recipeOf(1, 'rows');
  const dataset = { address: recipe.dataset, kind: 'dialogue', name: 'chitchat', profile: { kept: 3 } } as const;
  await insertDataset(at.db.pool, dataset);
  await insertDataset(at.db.pool, { ...dataset, address: sha256Hex('unused') });
  const fineTune = await insertFineTune(at.db.pool, { key: sha256Hex('key') as FineTuneKey, recipe });
  expect(await getDataset(at.db.pool, dataset.address)).toMatchObject(dataset);
  expect(await deleteDataset(at.db.pool, dataset.address)).toBe('in-use');
  await cancelFineTune(at.db.pool, fineTune.id);
  expect(await deleteDataset(at.db.pool, dataset.address)).toBe('deleted');
  expect(await deleteDataset(at.db.pool, dataset.address)).toBe('missing');
  expect(await pages((after) => listDatasets(at.db.pool, { after, limit: 1 }))).toEqual([sha256Hex('unused')]);
});

test('workers: a heartbeat keeps one on the list, and its backend once known stays', async () => {
  const id = worker();
  const beat = { id, kind: 'match', host: hostname(), pid: process.pid };
  await heartbeat(at.db.pool, { ...beat, backend: { name: 'tensorflow' } });
  await heartbeat(at.db.pool, { ...beat, backend: null });
  expect(await listWorkers(at.db.pool)).toMatchObject([{ ...beat, backend: { name: 'tensorflow' } }]);
  expect(await listWorkers(at.db.pool, -1000)).toEqual([]);
});

test('old idempotency keys and workers that went long ago are forgotten, young ones stay', async () => {
  const [old, young] = [worker(), worker()];
  for (const id of [old, young]) await heartbeat(at.db.pool, { id, kind: 'match', host: 'h', pid: 1, backend: null });
  const answer = { route: 'POST /x', requestHash: sha256Hex('x'), status: 202, response: {} };
  for (const key of ['old', 'young']) await insertIdempotency(at.db.pool, { ...answer, key });
  await at.db.pool.query(`update worker set heartbeat_at = now() - interval '8 days' where id = $1`, [old]);
  await at.db.pool.query(`update idempotency_key set created_at = now() - interval '8 days' where key = 'old'`);
  expect(await prune(at.db.pool)).toEqual({ idempotencyKeys: 1, workers: 1 });
  expect((await listWorkers(at.db.pool)).map(({ id }) => id)).toContain(young);
  expect((await findIdempotency(at.db.pool, { ...answer, key: 'young' })).kind).toBe('repeated');
  expect((await findIdempotency(at.db.pool, { ...answer, key: 'old' })).kind).toBe('new');
});

test('a client that stands still in a transaction loses it, so that its locks hold up nobody', async () => {
  const hasty = openDatabase(at.url, { timeoutMs: 500 });
  try {
    await at.db.pool.query('create table chair (id int primary key); insert into chair values (1)');
    const still = hasty.transaction(async (client) => {
      client.on('error', () => undefined); // PostgreSQL ends the session; the pool hears of it with the next statement
      await client.query('select from chair where id = 1 for update');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await client.query('select 1');
    });
    const outcome = expect(still).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await at.db.pool.query('update chair set id = 2 where id = 1'); // waits for the lock, not for ever
    await outcome;
  } finally {
    await hasty.end();
  }
});

test('a transaction that PostgreSQL breaks off as a deadlock runs again', async () => {
  await at.db.pool.query(
    'create table account (id int primary key, taken int not null default 0); insert into account values (1), (2)',
  );
  const take = (first: number, second: number) =>
    at.db.transaction(async (client) => {
      await client.query('update account set taken = taken + 1 where id = $1', [first]);
      await client.query('select pg_sleep(.2)');
      await client.query('update account set taken = taken + 1 where id = $1', [second]);
    });
  await Promise.all([take(1, 2), take(2, 1)]);
  expect((await at.db.pool.query('select taken from account')).rows).toEqual([{ taken: 2 }, { taken: 2 }]);
  await expect(at.db.transaction(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
});
