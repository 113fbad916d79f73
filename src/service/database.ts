import { type Database, migrate, openDatabase } from '../store/base/index.js';
import { startPostgres } from '../store/postgres/index.js';

/** What is used of pino. */
interface DatabaseLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

interface RecordDatabaseOptions {
  /** Holds the embedded PostgreSQL where DATABASE_URL is not set. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: DatabaseLog;
  readonly applicationName?: string;
  /** See DatabaseOptions of the store, ms. */
  readonly patienceMs?: number | undefined;
}

interface RecordDatabase {
  readonly url: string;
  readonly db: Database;
  /** Closes all connections, then stops the server if it was started here. */
  stop(): Promise<void>;
}

/**
 * The database of DATABASE_URL, or an embedded PostgreSQL under the home that is started for it; migrated to the newest
 * schema. What was started is stopped again when a later step fails.
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
