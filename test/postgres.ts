/** Run by vitest before the tests that may need a database: one PostgreSQL server for all of them. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/store/base/migrate.js';
import { startPostgres } from '../src/store/postgres/postgres-server.js';
import { createDatabase, dropDatabase, quiet, temporaryHome } from './database-sql.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server's URL, and the name of a migrated database that others are copied from. */
    readonly postgres: { readonly url: string; readonly template: string };
  }
}

/** Starts the server, or takes that of TEST_DATABASE_URL; returns what ends it. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const outside = process.env.TEST_DATABASE_URL;
  const home = outside ? undefined : await temporaryHome();
  const server = home ? await startPostgres(home, quiet) : { url: outside!, stop: () => Promise.resolve() };
  const template = `sentimate_test_${randomBytes(4).toString('hex')}`;
  await migrate(await createDatabase(server.url, template));
  provide('postgres', { url: server.url, template });
  return async () => {
    if (outside) await dropDatabase(outside, template);
    await server.stop();
    if (home) await rm(home, { recursive: true, force: true });
  };
}
