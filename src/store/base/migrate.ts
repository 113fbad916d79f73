import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { projectRoot } from '../../files/index.js';
import { sha256Hex } from '../../spec/index.js';
import { StoreError } from './store-error.js';

export const QUEUE_SCHEMA = 'bullmq';
/** Any constant will do: it only has to be the same in all our processes. The digits spell SENT. */
const LOCK = 0x53454e54;
const FILE = /^\d{4}_[a-z0-9_]+\.sql$/;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/**
 * Brings the database to the newest schema: the files of `migrations/` in order, forward only, all of them in one
 * transaction under an advisory lock, then BullMQ's own tables in their own schema. Any number of processes may call it
 * at once. Returns the names of the files applied by this call.
 */
export async function migrate(url: string, folder = join(projectRoot(), 'migrations')): Promise<string[]> {
  const files = await readMigrations(folder);
  const client = new pg.Client({ connectionString: url, application_name: 'sentimate-migrate' });
  client.on('error', () => undefined); // the query in progress reports it
  await client.connect();
  try {
    const applied = await applyAll(client, files);
    await runMigrations(client, QUEUE_SCHEMA);
    return applied;
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, sql, hash: sha256Hex(sql.replaceAll('\r\n', '\n')) };
    }),
  );
}

async function applyAll(client: pg.Client, files: readonly Migration[]): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(
      `create table if not exists migration (name text primary key, hash text not null, applied_at timestamptz not null default now())`,
    );
    const ledger = await client.query<{ name: string; hash: string }>('select name, hash from migration');
    const known = new Map(ledger.rows.map(({ name, hash }) => [name, hash]));
    refuseStrange(known, files);
    const due = files.filter(({ name }) => !known.has(name));
    for (const file of due) await apply(client, file);
    await client.query('commit');
    return due.map(({ name }) => name);
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the first error says more
    throw error;
  }
}

function refuseStrange(known: ReadonlyMap<string, string>, files: readonly Migration[]): void {
  const hashes = new Map(files.map(({ name, hash }) => [name, hash]));
  for (const [name, hash] of known) {
    const here = hashes.get(name);
    if (here === undefined)
      throw new StoreError(
        'migration-unknown',
        `the database has migration ${name}, which this version does not know: use a newer version`,
      );
    if (here !== hash)
      throw new StoreError(
        'migration-edited',
        `migration ${name} was edited after it was applied: restore it and add a new file instead`,
      );
  }
}

async function apply(client: pg.Client, { name, sql, hash }: Migration): Promise<void> {
  try {
    await client.query('insert into migration (name, hash) values ($1, $2)', [name, hash]);
    await client.query(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('migration-failed', `migration ${name} failed, nothing was changed: ${reason}`, {
      cause: error,
    });
  }
}
