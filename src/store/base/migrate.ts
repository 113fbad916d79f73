import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { projectRoot } from '../../files/index.js';
import { sha256Hex } from '../../spec/keys/index.js';
import { StoreError } from './store-error.js';

/** Schema of BullMQ's tables; `src/queue` connects with the same name. */
const QUEUE_SCHEMA = 'bullmq';
/** Key of the advisory lock: any constant that all processes share. In ASCII it reads SENT. */
const LOCK_KEY = 0x53454e54;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with LF line ends. */
  readonly hash: string;
}

/**
 * Migrates the database to the newest schema: applies the files of `folder` in the order of their names, forward only,
 * in one transaction under an advisory lock, then BullMQ's migrations in their own schema. Safe to call from several
 * processes at once. Returns the names of the files applied by this call. Throws StoreError `migration-unknown`,
 * `migration-edited` or `migration-failed`.
 */
export async function migrate(url: string, folder = join(projectRoot(), 'migrations')): Promise<string[]> {
  const files = await readMigrations(folder);
  const client = new pg.Client({ connectionString: url, application_name: 'sentimate-migrate' });
  client.on('error', () => undefined); // the query in progress rejects with it
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
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
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
    await client.query('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
    await client.query(
      `create table if not exists migration (
         name text primary key, hash text not null, applied_at timestamptz not null default now())`,
    );
    const applied = await client.query<{ name: string; hash: string }>('select name, hash from migration');
    const known = new Map(applied.rows.map(({ name, hash }) => [name, hash]));
    refuseUnknownOrEdited(known, files);
    const pending = files.filter(({ name }) => !known.has(name));
    for (const file of pending) await apply(client, file);
    await client.query('commit');
    return pending.map(({ name }) => name);
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the first error is the one to report
    throw error;
  }
}

/** Throws StoreError for a migration in the database that is missing or different in `files`. */
function refuseUnknownOrEdited(known: ReadonlyMap<string, string>, files: readonly Migration[]): void {
  const hashes = new Map(files.map(({ name, hash }) => [name, hash]));
  for (const [name, hash] of known) {
    const expected = hashes.get(name);
    if (expected === undefined)
      throw new StoreError(
        'migration-unknown',
        `the database has migration ${name}, which this version does not know: use a newer version`,
      );
    if (expected !== hash)
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
