import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export const quiet = { info: () => undefined, warn: () => undefined };

/** A new folder, open to others, because under root the server runs as another user. */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-test-'));
  await chmod(home, 0o755);
  return home;
}

/** Creates a database on the server of `url`, a copy of `template` where one is named. Returns its URL. */
export async function createDatabase(url: string, name: string, template?: string): Promise<string> {
  await execute(url, `create database ${name}${template ? ` template ${template}` : ''}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

/** Drops a database, whoever is connected to it. */
export const dropDatabase = (url: string, name: string): Promise<void> =>
  execute(url, `drop database if exists ${name} with (force)`);

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
