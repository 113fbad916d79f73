import pg from 'pg';

/** What a statement can run on: the pool (a transaction of its own) or the client of an open transaction. */
export type Queryable = pg.Pool | pg.PoolClient;

/** The connection pool of one process. */
export interface Database {
  readonly pool: pg.Pool;
  /**
   * Runs `work` in one transaction and returns its result. After a deadlock or a serialisation failure the whole of
   * `work` is retried, three times at most, so it must have no effects besides its queries.
   */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Returns a connection outside the pool, not yet open; whoever asks for it ends it. */
  client(settings?: pg.ClientConfig): pg.Client;
  /** Closes all connections of the pool. */
  end(): Promise<void>;
}

/** Settings of `openDatabase`. */
export interface DatabaseOptions {
  /** Maximum number of connections, default 8. The queue has connections of its own. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Called for errors of idle connections, such as a server that went away. The next query opens a new connection. */
  readonly onError?: (error: Error) => void;
  /**
   * Time limit of a statement, and of an idle open transaction, in ms (default 60,000). After it the client treats the
   * connection as lost (a network can drop packets without closing the connection), and the server releases the locks
   * of a client that is gone or stopped.
   */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Object id of PostgreSQL's type bigint. */
const INT8_OID = 20;
const MAX_ATTEMPTS = 4;
const RETRIABLE = new Set(['40001', '40P01']); // serialisation failure, deadlock

/** Bigint columns count versions and events, far below 2^53, so they are parsed as numbers. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Opens a pool. Connections are made when first needed, so an unreachable server shows with the first query. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const settings: pg.ClientConfig = {
    connectionString: url,
    application_name: options.applicationName ?? 'sentimate',
    connectionTimeoutMillis: Math.min(10_000, timeoutMs),
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
  const pool = new pg.Pool({ ...settings, max: options.max ?? 8 });
  pool.on('error', options.onError ?? (() => undefined));
  // The pool handles errors of idle connections only. On a connection in use the query rejects, but without a listener
  // the `error` event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    pool,
    transaction: (work) => transaction(pool, work),
    client: (own) => new pg.Client({ ...settings, ...own }),
    end: () => pool.end(),
  };
}

async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const value = await work(client);
      await client.query('commit');
      return value;
    } catch (error) {
      // Without an SQLSTATE the connection itself failed: the server rolls back when it notices, and a `rollback` sent
      // here would only wait for the timeout again.
      if (sqlState(error) === '') broken = error instanceof Error ? error : new Error(String(error));
      else await client.query('rollback').catch((cause: Error) => (broken = cause));
      if (attempt >= MAX_ATTEMPTS || !RETRIABLE.has(sqlState(error))) throw error;
    } finally {
      client.release(broken);
    }
  }
}

/**
 * The SQLSTATE of a PostgreSQL error (five characters); '' for all other errors, such as EPIPE of a closed connection.
 */
export function sqlState(error: unknown): string {
  return (error instanceof pg.DatabaseError && error.code) || '';
}
