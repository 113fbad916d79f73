import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { openDatabase } from '../../../src/store/base/database.js';
import { migrate } from '../../../src/store/base/migrate.js';
import * as words from '../../../src/vocabulary/unions.js';
import { startTestServer, type TestServer } from '../../database.js';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'sentimate-migrations-'));
  await cp(join(projectRoot(), 'migrations'), folder, { recursive: true });
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const db = openDatabase(url);
  try {
    return (await db.pool.query<Row>(sql)).rows;
  } finally {
    await db.end();
  }
}

test('twenty at once: one applies each file, all succeed, and the queue has its tables', async () => {
  const url = await server.createEmptyDatabase();
  const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(url)));
  expect(applied.flat().sort()).toEqual(
    (await query<{ name: string }>(url, 'select name from migration order by name')).map(({ name }) => name),
  );
  expect(await migrate(url)).toEqual([]);
  expect(await query(url, `select count(*)::int as n from bullmq.job`)).toEqual([{ n: 0 }]);
});

test('an edited file, a migration of a newer version, and a broken one are refused and change nothing', async () => {
  const url = await server.createEmptyDatabase();
  await migrate(url, folder);
  const file = join(folder, '0001_start.sql');
  const text = await readFile(file, 'utf8');

  await writeFile(file, `${text}\n-- edited`);
  await expect(migrate(url, folder)).rejects.toMatchObject({ code: 'migration-edited' });
  await writeFile(file, text.replaceAll('\n', '\r\n')); // a checkout with other line ends is no edit
  expect(await migrate(url, folder)).toEqual([]);
  await writeFile(file, text);

  await writeFile(join(folder, '9998_broken.sql'), 'create table half (a int); select nonsense;');
  await expect(migrate(url, folder)).rejects.toMatchObject({
    code: 'migration-failed',
    message: expect.stringContaining('9998_broken.sql'),
  });
  expect(await query(url, `select to_regclass('half') as half`)).toEqual([{ half: null }]);

  await writeFile(join(folder, '9998_broken.sql'), 'create table whole (a int);');
  expect(await migrate(url, folder)).toEqual(['9998_broken.sql']);
  await rm(join(folder, '9998_broken.sql'));
  await expect(migrate(url, folder)).rejects.toMatchObject({
    code: 'migration-unknown',
    message: expect.stringContaining('9998_broken.sql'),
  });
});

test('the states that SQL allows are those of the vocabulary', async () => {
  const url = await server.createDatabase();
  const rows = await query<{ table: string; text: string }>(
    url,
    `select conrelid::regclass::text as table, pg_get_constraintdef(oid) as text from pg_constraint
     where contype = 'c' and connamespace = 'public'::regnamespace`,
  );
  const allowed = (table: string, column: string) => {
    const texts = rows
      .filter((row) => row.table === table && new RegExp(`^CHECK \\(\\(${column} = ANY .*\\)\\)\\)$`).test(row.text))
      .map(({ text }) => text);
    return [...texts.join().matchAll(/'([^']+)'::text/g)].map(([, word]) => word).sort();
  };
  const sorted = (list: readonly string[]) => [...list].sort();
  expect(allowed('tournament', 'state')).toEqual(sorted(words.TOURNAMENT_STATES));
  expect(allowed('tournament', 'kind')).toEqual(sorted(words.TOURNAMENT_KINDS));
  expect(allowed('fine_tune', 'state')).toEqual(sorted(words.FINE_TUNE_STATES));
  expect(allowed('game', 'state')).toEqual(sorted(words.GAME_STATES));
  expect(allowed('result', 'result')).toEqual(sorted(words.RESULTS));
  expect(allowed('result', 'termination')).toEqual(sorted(words.TERMINATIONS));
  expect(allowed('dataset', 'kind')).toEqual(sorted(words.DATASET_KINDS));
  expect(allowed('contestant', 'kind')).toEqual(sorted(words.CONTESTANT_KINDS));
});
