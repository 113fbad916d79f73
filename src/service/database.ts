import { type Database, migrate, openDatabase } from '../store/base/index.js';
import { startPostgres } from '../store/postgres/index.js';

/** The part of pino that is used here. */
interface DatabaseLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

interface RecordDatabaseOptions {
  /** Artifact folder, which holds the embedded PostgreSQL if DATABASE_URL is not set. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: DatabaseLog;
  readonly applicationName?: string;
  /** Timeout of an answer of the database, ms; see DatabaseOptions of the store. */
  readonly patienceMs?: number | undefined;
}

interface RecordDatabase {
  readonly url: string;
  readonly db: Database;
  /** Closes all connections, then stops the embedded server if there is one. */
  stop(): Promise<void>;
}

/**
 * Opens the database at DATABASE_URL, or starts an embedded PostgreSQL under the home, and migrates it to the newest
 * schema. If a later step fails, stops the embedded server and rethrows.
 */
export async function openRecordDatabase(options: RecordDatabaseOptions): Promise<RecordDatabase> {
  const { home, env, log, applicationName, patienceMs } = options;
  const given = env.DATABASE_URL || undefined;
  const server = given === undefined ? await startPostgres(home, log) : undefined;
  try {
    const url = given ?? server!.url;
    await migrate(url);
    const db = openDatabase(url, {
      ...(applicationName === undefined ? {} : { applicationName }),
      ...(patienceMs === undefined ? {} : { timeoutMs: patienceMs }),
      onError: (error) => log.warn({ cause: error.message }, 'idle database connection'),
    });
    return {
      url,
      db,
      async stop() {
        await db.end();
        await server?.stop();
      },
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}
