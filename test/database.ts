import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { type Database, openDatabase } from '../src/store/base/database.js';
import { createDatabase, dropDatabase } from './database-sql.js';

export { quiet, temporaryHome } from './database-sql.js';

/** One test file's databases on the PostgreSQL server of the run (test/postgres.ts). */
export interface TestServer {
  /** A new migrated database, copied from a template. Returns its URL. */
  createDatabase(): Promise<string>;
  /** A new database without any table. Returns its URL. */
  createEmptyDatabase(): Promise<string>;
  /** Drops the databases that were made here. */
  stop(): Promise<void>;
}

export function startTestServer(): TestServer {
  const { url, template } = inject('postgres');
  const run = randomBytes(4).toString('hex');
  const made: string[] = [];
  const create = (from?: string): Promise<string> => {
    const name = `sentimate_test_${run}_${made.length}`;
    made.push(name);
    return createDatabase(url, name, from);
  };
  return {
    createEmptyDatabase: () => create(),
    createDatabase: () => create(template),
    async stop() {
      for (const name of made) await dropDatabase(url, name);
    },
  };
}

/**
 * Gives a test file its server and a fresh database, and fails the file when something keeps a connection to that
 * database after everything should be closed.
 */
export function useDatabase(): { readonly db: Database; readonly url: string; readonly server: TestServer } {
  let state: { db: Database; url: string; server: TestServer } | undefined;
  beforeAll(async () => {
    const server = startTestServer();
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
