import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Database, openDatabase } from '../src/store/base/database.js';
import { migrate } from '../src/store/base/migrate.js';
import { startPostgres } from '../src/store/postgres/postgres-server.js';

/**
 * A real PostgreSQL server for one test file: the one of TEST_DATABASE_URL, or an embedded one that ends with the file.
 */
export interface TestServer {
  /** A new migrated database, copied from a template. */
  createDatabase(): Promise<string>;
  /** A new database without any table. */
  createEmptyDatabase(): Promise<string>;
  /** The home whose server this is; undefined with TEST_DATABASE_URL. */
  readonly home: string | undefined;
  stop(): Promise<void>;
}

export const quiet = { info: () => undefined, warn: () => undefined };

export async function startTestServer(): Promise<TestServer> {
  const outside = process.env.TEST_DATABASE_URL;
  const home = outside ? undefined : await temporaryHome();
  const server = home ? await startPostgres(home, quiet) : { url: outside!, stop: () => Promise.resolve() };
  const run = randomBytes(4).toString('hex');
  const made: string[] = [];
  const create = async (template?: string): Promise<string> => {
    const name = `sentimate_test_${run}_${made.length}`;
    made.push(name);
    await execute(server.url, `create database ${name}${template ? ` template ${template}` : ''}`);
    return withDatabase(server.url, name);
  };
  let template: string | undefined;
  return {
    home,
    createEmptyDatabase: () => create(),
    async createDatabase() {
      if (template === undefined) {
        const url = await create();
        await migrate(url);
        template = new URL(url).pathname.slice(1);
      }
      return create(template);
    },
    async stop() {
      if (outside) for (const name of made) await execute(outside, `drop database if exists ${name} with (force)`);
      await server.stop();
      if (home) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Open to others, because under root the server runs as another user. */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-test-'));
  await chmod(home, 0o755);
  return home;
}

/**
 * Gives a test file its server and a fresh database, and fails the file when something keeps a connection to that
 * database after everything should be closed.
 */
export function useDatabase(): { readonly db: Database; readonly url: string; readonly server: TestServer } {
  let state: { db: Database; url: string; server: TestServer } | undefined;
  beforeAll(async () => {
    const server = await startTestServer();
    const url = await server.createDatabase();
    state = { db: openDatabase(url), url, server };
  });
  afterAll(async () => {
    if (!state) return;
    await state.db.end();
    const left = await openConnections(state.url);
    await state.server.stop();
    expect(left, 'connections left open').toEqual([]);
  });
  const ready = () => {
    if (!state) throw new Error('the database is there in tests and hooks only');
    return state;
  };
  return {
    get db() {
      return ready().db;
    },
    get url() {
      return ready().url;
    },
    get server() {
      return ready().server;
    },
  };
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function openConnections(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'leak-check' });
  await client.connect();
  try {
    // a closed connection's backend may need a moment to go
    for (let tries = 0; ; tries++) {
      const { rows } = await client.query<{ name: string }>(
        `select application_name as name from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
      if (rows.length === 0 || tries === 40) return rows.map(({ name }) => name);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await client.end();
  }
}
